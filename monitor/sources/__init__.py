"""What feeds captures: sources described as data."""
