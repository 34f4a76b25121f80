"""比对: a list of ID numbers from another office, answered; 变动: what it says, proposed to the stations."""
