"""The calendar's data: the keys of the file, and the fixtures made from them."""
