"""What authors need: proofs that the course is whole, that its suites are strong, and that the lab is like life."""
