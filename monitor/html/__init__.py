"""Pages as trees: what an element is in, what style sheets and folds hide, markup. Pure; below all stages."""
