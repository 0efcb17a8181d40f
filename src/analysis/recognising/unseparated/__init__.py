"""Text in which nothing sets cells apart: labels and numbers run on, as when tags are stripped."""
