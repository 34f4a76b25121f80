"""套表填报: blank forms from above, kept and filled with the people of a station."""
