//! What we think of them: verdicts and the cut-lines that let SQL judge at read time.
