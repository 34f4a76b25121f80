"""建站达标: the stations by 三有, 五有 and stars, the page of one station, and the library of documents."""
