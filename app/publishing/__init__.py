"""发布: what appeared where, recorded only of what was finally approved."""
