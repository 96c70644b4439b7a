//! Every test that sees the crate from outside, as one program: one link, one compile.
