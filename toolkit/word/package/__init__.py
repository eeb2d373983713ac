"""A Word file as it lies on the disk: its parts, their trees and the texts in them."""
