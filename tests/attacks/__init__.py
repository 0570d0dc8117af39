"""What a submission may try, and what becomes of it."""
