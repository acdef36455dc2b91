"""Parts of screens: one widget per file. They show, collect and emit; they know neither rules nor each other."""
