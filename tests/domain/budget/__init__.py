"""Forms of several sheets and the tables on them."""
