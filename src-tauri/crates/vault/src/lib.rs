//! Where secrets live: sealed records, their key in the operating system's keychain.
