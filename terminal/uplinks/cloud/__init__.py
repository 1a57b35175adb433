"""The cloud over HTTPS: clockings up, employees down."""
