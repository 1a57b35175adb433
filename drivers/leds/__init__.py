"""The clock's status light."""
