"""举报: complaints from outside, seen by those who handle them and by nobody else."""
