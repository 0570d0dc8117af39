"""An in-memory network on the virtual clock: asyncio's own streams and servers over sockets of the lab's."""
