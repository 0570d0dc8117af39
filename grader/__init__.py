"""asynclings: a course in asyncio that grades itself."""

__version__ = "0.1.0"
