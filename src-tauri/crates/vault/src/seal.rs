//! Sealing: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) under the vault's key, each record bound to its place.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key as CipherKey, XChaCha20Poly1305, XNonce};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretBox, SecretString};
use serde::{Deserialize, Serialize};

use crate::{RecordName, VaultError, hex};

/// Bytes of the key (XChaCha20-Poly1305, section 2.1 of the draft).
const KEY_BYTES: usize = 32;
/// Bytes of the nonce: long enough to be drawn at random for every seal.
const NONCE_BYTES: usize = 24;
/// The first member of every binding, so that a seal of this vault means nothing elsewhere.
const PURPOSE: &[u8] = b"rollcall vault 1";

/// The vault's one key. Overwritten when dropped; has no `Debug`.
pub(crate) struct Key(SecretBox<[u8; KEY_BYTES]>);

/// A nonce and what was sealed under it, both in hexadecimal digits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sealed {
    nonce: String,
    sealed: String,
}

/// The place that a seal is good for, and nowhere else.
pub(crate) enum Place<'a> {
    /// The empty seal in the file's head that proves a key to be the right one.
    KeyCheck,
    /// A secret's record.
    Record(&'a RecordName),
}

impl Key {
    /// A new random key.
    pub(crate) fn random() -> Result<Self, VaultError> {
        let mut outcome = Ok(());
        let key = SecretBox::init_with_mut(|bytes: &mut [u8; KEY_BYTES]| outcome = getrandom::fill(bytes));
        outcome.map_err(VaultError::Randomness)?;
        Ok(Self(key))
    }

    /// The key from its text in the keychain; `None` when the text is no key.
    pub(crate) fn from_text(text: &[u8]) -> Option<Self> {
        let bytes = Zeroizing::new(hex::decode(text)?);
        if bytes.len() != KEY_BYTES {
            return None;
        }
        Some(Self(SecretBox::init_with_mut(|key: &mut [u8; KEY_BYTES]| key.copy_from_slice(&bytes))))
    }

    /// The text that goes into the keychain: hexadecimal digits, because `KWallet`'s Secret Service keeps nothing but UTF-8.
    pub(crate) fn to_text(&self) -> Zeroizing<String> {
        // exposed: this text is what the keychain is there to keep
        Zeroizing::new(hex::encode(self.0.expose_secret()))
    }

    /// Seals a secret for one place in one vault.
    pub(crate) fn seal(
        &self,
        vault: &str,
        place: &Place,
        secret: &SecretString,
    ) -> Result<Sealed, VaultError> {
        let mut nonce = [0_u8; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(VaultError::Randomness)?;
        // exposed: sealing reads the plain text
        let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: &binding(vault, place) };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).map_err(|_| VaultError::TooLong)?;
        Ok(Sealed { nonce: hex::encode(nonce), sealed: hex::encode(sealed) })
    }

    /// Opens a seal; `None` when it was altered, moved, or made with another key.
    pub(crate) fn open(&self, vault: &str, place: &Place, sealed: &Sealed) -> Option<SecretString> {
        let nonce: [u8; NONCE_BYTES] = hex::decode(&sealed.nonce)?.try_into().ok()?;
        let bytes = hex::decode(&sealed.sealed)?;
        let payload = Payload { msg: &bytes, aad: &binding(vault, place) };
        let plain = Zeroizing::new(self.cipher().decrypt(&XNonce::from(nonce), payload).ok()?);
        std::str::from_utf8(&plain).ok().map(SecretString::from)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        // exposed: the cipher is made from the key, and overwrites its copy when dropped
        XChaCha20Poly1305::new(&CipherKey::from(*self.0.expose_secret()))
    }
}

/// The associated data: every part behind its length, so that no two places share a binding.
fn binding(vault: &str, place: &Place) -> Vec<u8> {
    let parts: &[&[u8]] = match place {
        Place::KeyCheck => &[PURPOSE, vault.as_bytes(), b"key check"],
        Place::Record(record) => {
            &[PURPOSE, vault.as_bytes(), b"record", record.connection.as_bytes(), record.name.as_bytes()]
        }
    };
    let mut bound = Vec::new();
    for part in parts {
        bound.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bound.extend_from_slice(part);
    }
    bound
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_seal_opens_in_its_own_place_only(
            secret in ".{0,80}", vault in "[a-f0-9]{0,4}", other_vault in "[a-f0-9]{0,4}",
            connection in "[ab]{0,3}", name in "[ab]{0,3}", other_connection in "[ab]{0,3}", other_name in "[ab]{0,3}",
        ) {
            let key = Key::random().unwrap();
            let here = RecordName::new(connection, name);
            let there = RecordName::new(other_connection, other_name);
            let sealed = key.seal(&vault, &Place::Record(&here), &secret.clone().into()).unwrap();

            let opened = key.open(&vault, &Place::Record(&here), &sealed).unwrap();
            prop_assert_eq!(opened.expose_secret(), secret.as_str());
            let elsewhere = key.open(&other_vault, &Place::Record(&there), &sealed);
            prop_assert_eq!(elsewhere.is_some(), here == there && vault == other_vault);
            prop_assert!(key.open(&vault, &Place::KeyCheck, &sealed).is_none());
            prop_assert!(Key::random().unwrap().open(&vault, &Place::Record(&here), &sealed).is_none());
        }

        #[test]
        fn a_seal_with_one_bit_flipped_is_refused(secret in ".{0,40}", at in any::<prop::sample::Index>(), bit in 0_u8..8) {
            let key = Key::random().unwrap();
            let here = RecordName::new("c", "n");
            let sealed = key.seal("v", &Place::Record(&here), &secret.into()).unwrap();
            let mut raw = hex::decode(&sealed.nonce).unwrap();
            raw.extend(hex::decode(&sealed.sealed).unwrap());
            let at = at.index(raw.len());
            raw[at] ^= 1 << bit;
            let (nonce, rest) = raw.split_at(NONCE_BYTES);
            let altered = Sealed { nonce: hex::encode(nonce), sealed: hex::encode(rest) };

            prop_assert!(key.open("v", &Place::Record(&here), &altered).is_none());
        }
    }

    #[test]
    fn a_key_survives_its_text_and_nothing_else_is_a_key() {
        let key = Key::random().unwrap();
        let again = Key::from_text(key.to_text().as_bytes()).unwrap();
        let sealed = key.seal("v", &Place::KeyCheck, &"".into()).unwrap();

        assert!(again.open("v", &Place::KeyCheck, &sealed).is_some());
        assert!(Key::from_text(b"").is_none());
        assert!(Key::from_text(b"73686f7274").is_none());
        assert!(Key::from_text("é".as_bytes()).is_none());
    }
}
