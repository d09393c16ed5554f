"""Import and export of tables: what people have in spreadsheets comes in, and goes out again."""
