//! The vault file on disk: one line of head (format and checksum), then JSON. Read whole, replaced whole.
//!
//! ```text
//! rollcall-vault 1 <SHA-256 of the rest, in hex>
//! {"vault":"…","key_check":{…},"records":[{"connection":"…","name":"…","nonce":"…","sealed":"…"}]}
//! ```
//!
//! The checksum finds damage anywhere without the key; the seals find intent.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use domain::sha2::{Digest, Sha256};
use serde::{Deserialize, Serialize};

use crate::seal::Sealed;
use crate::{RecordName, VaultError};

/// The format that this program writes, and the newest that it reads.
const FORMAT: u32 = 1;
const MAGIC: &str = "rollcall-vault";

/// The vault file of one data folder. Its functions block.
#[derive(Clone)]
pub(crate) struct VaultFile {
    folder: PathBuf,
    path: PathBuf,
}

/// What the file holds.
#[derive(Clone)]
pub(crate) struct Contents {
    /// This file's own random name, under which the keychain keeps its key.
    pub(crate) vault: String,
    /// An empty seal that only the right key opens.
    pub(crate) key_check: Sealed,
    /// The sealed secrets.
    pub(crate) records: BTreeMap<RecordName, Sealed>,
}

/// A replacement that is written and synced but not yet in its place.
struct Prepared {
    temporary: PathBuf,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireContents {
    vault: String,
    key_check: Sealed,
    records: Vec<WireRecord>,
}

#[derive(Serialize, Deserialize)]
struct WireRecord {
    connection: String,
    name: String,
    #[serde(flatten)]
    sealed: Sealed,
}

impl VaultFile {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), path: folder.join("vault.sealed") }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What the file holds now; `None` when there is no file.
    pub(crate) fn read(&self) -> Result<Option<Contents>, VaultError> {
        match fs::read(&self.path) {
            Ok(bytes) => self.parse(&bytes).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed("read")(error)),
        }
    }

    /// Reads, changes and replaces the file while no other process does. `change` returns what the file shall hold, or
    /// `None` to leave it as it is.
    pub(crate) fn change<T>(
        &self,
        change: impl FnOnce(Option<Contents>) -> Result<(Option<Contents>, T), VaultError>,
    ) -> Result<T, VaultError> {
        fs::create_dir_all(&self.folder).map_err(self.failed("make the folder of"))?;
        let lock = private(OpenOptions::new().create(true).write(true).truncate(false))
            .open(self.folder.join("vault.lock"))
            .map_err(self.failed("lock"))?;
        lock.lock().map_err(self.failed("lock"))?;
        let (contents, result) = change(self.read()?)?;
        if let Some(contents) = contents {
            let prepared = self.prepare(&contents)?;
            self.put_in_place(prepared)?;
        }
        Ok(result)
    }

    /// Writes and syncs the replacement beside the file. A crash from here on leaves the earlier file in its place, and
    /// the next change clears the rest away.
    fn prepare(&self, contents: &Contents) -> Result<Prepared, VaultError> {
        let temporary = self.folder.join("vault.sealed.new");
        match fs::remove_file(&temporary) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(self.failed("replace")(error));
            }
            _ => {}
        }
        let bytes = self.text(contents)?;
        let written =
            private(OpenOptions::new().create_new(true).write(true)).open(&temporary).and_then(|mut file| {
                file.write_all(bytes.as_bytes())?;
                file.sync_all()
            });
        match written {
            Ok(()) => Ok(Prepared { temporary }),
            Err(error) => {
                // after a full disk, the half-written rest only takes room; the error that counts is the first one
                let _ = fs::remove_file(&temporary);
                Err(self.failed("write")(error))
            }
        }
    }

    /// The rename that makes the replacement the file, and the sync of the folder that makes the rename last.
    fn put_in_place(&self, prepared: Prepared) -> Result<(), VaultError> {
        fs::rename(prepared.temporary, &self.path).map_err(self.failed("replace"))?;
        // Windows has no sync of a folder; NTFS journals the rename by itself
        if cfg!(unix) {
            File::open(&self.folder)
                .and_then(|folder| folder.sync_all())
                .map_err(self.failed("sync the folder of"))?;
        }
        Ok(())
    }

    fn text(&self, contents: &Contents) -> Result<String, VaultError> {
        let wire = WireContents {
            vault: contents.vault.clone(),
            key_check: contents.key_check.clone(),
            records: contents
                .records
                .iter()
                .map(|(record, sealed)| WireRecord {
                    connection: record.connection.clone(),
                    name: record.name.clone(),
                    sealed: sealed.clone(),
                })
                .collect(),
        };
        let body = serde_json::to_string(&wire).map_err(|error| self.failed("write")(error.into()))?;
        Ok(format!("{MAGIC} {FORMAT} {}\n{body}", hex_of_sha256(body.as_bytes())))
    }

    fn parse(&self, bytes: &[u8]) -> Result<Contents, VaultError> {
        let damaged = |what| VaultError::Damaged { path: self.path.clone(), what };
        let text = std::str::from_utf8(bytes).map_err(|_| damaged("it is not text"))?;
        let (head, body) = text.split_once('\n').ok_or_else(|| damaged("its first line does not end"))?;
        let mut words = head.split(' ');
        if words.next() != Some(MAGIC) {
            return Err(damaged("it does not begin as a vault"));
        }
        let format = words.next().ok_or_else(|| damaged("it names no format"))?;
        let found: u32 = format.parse().map_err(|_| damaged("it names no format"))?;
        if found > FORMAT {
            return Err(VaultError::NewerFormat { path: self.path.clone(), found, known: FORMAT });
        }
        if format != FORMAT.to_string() {
            return Err(damaged("it names a format that never was"));
        }
        if words.next() != Some(&hex_of_sha256(body.as_bytes())) || words.next().is_some() {
            return Err(damaged("its checksum does not hold"));
        }
        let wire: WireContents =
            serde_json::from_str(body).map_err(|_| damaged("its contents are not those of a vault"))?;
        let count = wire.records.len();
        let records: BTreeMap<RecordName, Sealed> = wire
            .records
            .into_iter()
            .map(|record| (RecordName { connection: record.connection, name: record.name }, record.sealed))
            .collect();
        if records.len() != count {
            return Err(damaged("it holds two records of one name"));
        }
        Ok(Contents { vault: wire.vault, key_check: wire.key_check, records })
    }

    fn failed(&self, action: &'static str) -> impl FnOnce(io::Error) -> VaultError {
        let path = self.path.clone();
        move |source| VaultError::File { action, path, source }
    }
}

/// Files of the vault are the user's own from their first moment: 0600 (on Windows the folder's own ACL).
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

fn hex_of_sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        // writing to a String cannot fail
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::seal::{Key, Place};

    fn contents(secrets: &[(&str, &str, &str)]) -> (Key, Contents) {
        let key = Key::random().unwrap();
        let vault = "0123456789abcdef".to_owned();
        let key_check = key.seal(&vault, &Place::KeyCheck, &"".into()).unwrap();
        let mut records = BTreeMap::new();
        for (connection, name, secret) in secrets {
            let record = RecordName::new(*connection, *name);
            let sealed = key.seal(&vault, &Place::Record(&record), &(*secret).into()).unwrap();
            records.insert(record, sealed);
        }
        (key, Contents { vault, key_check, records })
    }

    fn written(contents: Contents) -> (tempfile::TempDir, VaultFile) {
        let folder = tempfile::tempdir().unwrap();
        let file = VaultFile::in_folder(folder.path());
        file.change(|_| Ok((Some(contents), ()))).unwrap();
        (folder, file)
    }

    #[test]
    fn a_flip_of_any_bit_anywhere_in_the_file_is_refused() {
        let (_, contents) = contents(&[("one", "client_secret", "s3cret"), ("two", "é \"quoted\"", "x")]);
        let (_folder, file) = written(contents);
        let whole = fs::read(file.path()).unwrap();
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut altered = whole.clone();
                altered[at] ^= 1 << bit;
                assert!(file.parse(&altered).is_err(), "byte {at} bit {bit} was accepted");
            }
        }
    }

    proptest! {
        #[test]
        fn any_other_byte_anywhere_in_the_file_is_refused(at in any::<prop::sample::Index>(), by in 1_u8..) {
            let (_, contents) = contents(&[("one", "client_secret", "s3cret")]);
            let file = VaultFile::in_folder(Path::new("unused"));
            let mut bytes = file.text(&contents).unwrap().into_bytes();
            let at = at.index(bytes.len());
            bytes[at] ^= by;
            prop_assert!(file.parse(&bytes).is_err());
        }

        #[test]
        fn a_file_cut_anywhere_is_refused(at in any::<prop::sample::Index>()) {
            let (_, contents) = contents(&[("one", "client_secret", "s3cret")]);
            let file = VaultFile::in_folder(Path::new("unused"));
            let bytes = file.text(&contents).unwrap().into_bytes();
            prop_assert!(file.parse(&bytes[..at.index(bytes.len())]).is_err());
        }
    }

    #[test]
    fn a_record_moved_to_another_connection_or_name_does_not_open_even_under_a_right_checksum() {
        let (key, mut contents) = contents(&[("one", "client_secret", "s3cret")]);
        let sealed = contents.records.remove(&RecordName::new("one", "client_secret")).unwrap();
        for thief in [RecordName::new("two", "client_secret"), RecordName::new("one", "private_key")] {
            contents.records.insert(thief, sealed.clone());
        }
        let (_folder, file) = written(contents);

        let read = file.read().unwrap().unwrap();
        assert_eq!(read.records.len(), 2);
        for (record, sealed) in &read.records {
            assert!(key.open(&read.vault, &Place::Record(record), sealed).is_none());
        }
    }

    #[test]
    fn a_crash_between_writing_and_renaming_keeps_the_old_file_and_the_next_change_succeeds() {
        let (_, old) = contents(&[("one", "client_secret", "old")]);
        let (_, new) = contents(&[("one", "client_secret", "new"), ("two", "client_secret", "new")]);
        let (folder, file) = written(old);
        let before = fs::read(file.path()).unwrap();

        file.prepare(&new).unwrap();

        assert!(folder.path().join("vault.sealed.new").exists());
        assert_eq!(fs::read(file.path()).unwrap(), before);
        assert_eq!(file.read().unwrap().unwrap().records.len(), 1);
        file.change(|_| Ok((Some(new), ()))).unwrap();
        assert_eq!(file.read().unwrap().unwrap().records.len(), 2);
        assert!(!folder.path().join("vault.sealed.new").exists());
    }

    #[cfg(unix)]
    #[test]
    fn every_file_of_the_vault_is_readable_by_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;

        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let (_, first) = contents(&[("one", "client_secret", "s")]);
        let (folder, file) = written(first.clone());
        fs::set_permissions(file.path(), fs::Permissions::from_mode(0o644)).unwrap();
        file.prepare(&first).unwrap();
        assert_eq!(mode(&folder.path().join("vault.sealed.new")), 0o600);
        file.change(|_| Ok((Some(first), ()))).unwrap();
        for entry in fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
    }

    #[test]
    fn a_file_of_a_newer_format_is_refused_by_name_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = VaultFile::in_folder(folder.path());
        fs::write(file.path(), "rollcall-vault 2 whatever\n???").unwrap();

        assert!(matches!(file.read(), Err(VaultError::NewerFormat { found: 2, known: 1, .. })));
        assert!(file.change(|_| Ok((None, ()))).is_err());
        assert_eq!(fs::read(file.path()).unwrap(), b"rollcall-vault 2 whatever\n???");
    }

    #[test]
    fn changes_from_many_threads_at_once_are_all_kept() {
        let (_, first) = contents(&[]);
        let (_folder, file) = written(first);
        std::thread::scope(|scope| {
            for writer in 0..8 {
                let file = &file;
                scope.spawn(move || {
                    file.change(|now| {
                        let mut now = now.unwrap();
                        let (_, more) = contents(&[("c", &format!("n{writer}"), "s")]);
                        now.records.extend(more.records);
                        Ok((Some(now), ()))
                    })
                    .unwrap();
                });
            }
        });
        assert_eq!(file.read().unwrap().unwrap().records.len(), 8);
    }
}
