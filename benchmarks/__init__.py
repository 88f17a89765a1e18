"""What a request costs, as a ratio to a bare Flask route on the same machine in the same run."""
