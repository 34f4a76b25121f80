"""对应一次: words and headers a sheet uses for what we call otherwise, taught once and remembered."""
