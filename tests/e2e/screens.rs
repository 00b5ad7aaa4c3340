//! Every screen, light and dark, at both sizes.
