"""The rules of the forms. Imports the standard library alone; knows neither Qt, database nor workbook."""
