//! The keys that count, kept in one file where there is a place for it.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{IdentityError, key::Key};

/// What each key begins with in the file.
const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";

/// At least one key, oldest first: the newest signs, all of them check.
#[derive(Debug, Clone)]
pub struct Ring {
    newest: Arc<Key>,
    older: Vec<Arc<Key>>,
}

impl Ring {
    /// Reads the keys of the file, or makes one and keeps it there. It takes up to a second.
    pub fn load_or_make(file: Option<&Path>) -> Result<Self, IdentityError> {
        let Some(path) = file else { return Self::make() };
        match fs::read_to_string(path) {
            Ok(text) => Self::of(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let ring = Self::make()?;
                ring.keep(path)?;
                Ok(ring)
            }
            Err(error) => Err(failed(path)(error)),
        }
    }

    fn make() -> Result<Self, IdentityError> {
        Ok(Self { newest: Arc::new(Key::make()?), older: Vec::new() })
    }

    fn of(text: &str) -> Result<Self, IdentityError> {
        let pems = text.split(BEGIN).skip(1).map(|rest| format!("{BEGIN}{rest}"));
        let mut keys = pems.map(|pem| Key::of(pem).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
        let newest = keys.pop().ok_or(IdentityError::NotMade)?;
        Ok(Self { newest, older: keys })
    }

    /// The same with another key, which signs from now on.
    pub fn with(&self, key: Arc<Key>) -> Self {
        Self { newest: key, older: self.all().cloned().collect() }
    }

    /// The same without all keys but the newest.
    pub fn newest_only(&self) -> Self {
        Self { newest: Arc::clone(&self.newest), older: Vec::new() }
    }

    /// Keeps the keys in a file.
    pub fn keep(&self, path: &Path) -> Result<(), IdentityError> {
        let pems: Vec<&str> = self.all().map(|key| key.pem.as_str()).collect();
        // A name of its own first: a file written halfway would be read at the next start.
        let unfinished = path.with_extension("new");
        write(&unfinished, &pems.concat()).map_err(failed(path))?;
        fs::rename(&unfinished, path).map_err(failed(path))
    }

    /// The key that signs.
    pub fn newest(&self) -> &Key {
        &self.newest
    }

    /// The key of this name, if it counts.
    pub fn named(&self, id: &str) -> Option<&Key> {
        self.all().find(|key| key.id == id).map(Arc::as_ref)
    }

    /// All keys.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Key>> {
        self.older.iter().chain([&self.newest])
    }
}

/// Writes what nobody else is to read.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}

fn failed(path: &Path) -> impl Fn(io::Error) -> IdentityError {
    let path = PathBuf::from(path);
    move |source| IdentityError::File { path: path.clone(), source }
}
