"""诉求: the board, taking a request, its page, what others are asked, and the tasks sent down."""
