"""The scorecard: each row a promise under a fault, with a planted defect that has to make it fail."""
