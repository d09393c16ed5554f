"""稿件: posts, their versions, and the three reviews by three different people."""
