//! How far a replay is, in a file, so that one that was interrupted goes on from there.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

use super::Replay;
use crate::OpsError;

/// Where the walk through a segment is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Position {
    /// At its beginning.
    Start,
    /// Behind the item of this key.
    After(String),
    /// At its end.
    End,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    context: String,
    to: String,
    positions: Vec<Position>,
}

/// Where the walks are.
#[derive(Debug)]
pub struct Checkpoint {
    path: Option<PathBuf>,
    kept: Mutex<Kept>,
}

impl Checkpoint {
    /// The beginning, or where an earlier replay of the same left off.
    pub fn open(replay: &Replay) -> Result<Self, OpsError> {
        let segments = usize::try_from(replay.segments).unwrap_or(1).max(1);
        let (context, to) = (replay.context.name().to_owned(), replay.to.function.to_owned());
        let fresh = Kept { context, to, positions: vec![Position::Start; segments] };
        let Some(path) = &replay.checkpoint else { return Ok(Self { path: None, kept: Mutex::new(fresh) }) };
        let kept = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => fresh,
            Err(error) => return Err(refused(path, format!("cannot be read: {error}"))),
            Ok(text) => {
                let kept: Kept =
                    serde_json::from_str(&text).map_err(|error| refused(path, format!("is none: {error}")))?;
                if kept.context != fresh.context || kept.to != fresh.to || kept.positions.len() != segments {
                    let (of, to, segments) = (kept.context, kept.to, kept.positions.len());
                    return Err(refused(path, format!("is of `replay {of} --to {to} --segments {segments}`")));
                }
                kept
            }
        };
        Ok(Self { path: Some(path.clone()), kept: Mutex::new(kept) })
    }

    /// Where each segment is.
    pub fn positions(&self) -> Vec<Position> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).positions.clone()
    }

    /// How many segments there are.
    pub fn segments(&self) -> u32 {
        u32::try_from(self.positions().len()).unwrap_or(u32::MAX)
    }

    /// What is before `position` is sent.
    pub fn reached(&self, segment: usize, position: &Position) -> Result<(), OpsError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = kept.positions.get_mut(segment) {
            *place = position.clone();
        }
        let Some(path) = &self.path else { return Ok(()) };
        let failed = |error: &dyn std::fmt::Display| refused(path, format!("cannot be written: {error}"));
        let text = serde_json::to_string(&*kept).map_err(|error| failed(&error))?;
        // Whole or not at all: a command may be killed while it writes.
        let beside = path.with_added_extension("new");
        fs::write(&beside, text).and_then(|()| fs::rename(&beside, path)).map_err(|error| failed(&error))
    }

    /// All is sent: there is nothing to go on with.
    pub fn finish(self) -> Result<(), OpsError> {
        let Some(path) = self.path else { return Ok(()) };
        fs::remove_file(&path).map_err(|error| refused(&path, format!("cannot be removed: {error}")))
    }
}

fn refused(path: &Path, problem: String) -> OpsError {
    OpsError::Checkpoint { path: path.to_owned(), problem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{consumers::Consumer, contexts::Context};

    fn replay(context: Context, path: &Path) -> Replay {
        let to = Consumer::named("project-room-info").unwrap();
        Replay { context, to, id: None, segments: 2, checkpoint: Some(path.to_owned()) }
    }

    #[test]
    fn a_replay_goes_on_where_it_was_and_another_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("replay.json");
        let rooms = replay(Context::Room, &path);
        let first = Checkpoint::open(&rooms).unwrap();
        first.reached(0, &Position::After("Room#101".into())).unwrap();
        first.reached(1, &Position::End).unwrap();

        let second = Checkpoint::open(&rooms).unwrap();
        assert_eq!(second.positions(), [Position::After("Room#101".into()), Position::End]);
        let refused = Checkpoint::open(&replay(Context::Payment, &path)).unwrap_err().to_string();
        assert!(refused.ends_with("is of `replay room --to project-room-info --segments 2`"), "{refused}");

        second.finish().unwrap();
        assert_eq!(Checkpoint::open(&rooms).unwrap().positions(), [Position::Start, Position::Start]);
    }

    #[test]
    fn what_is_no_checkpoint_is_left_alone() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "{}").unwrap();
        assert!(Checkpoint::open(&replay(Context::Room, file.path())).is_err());
        assert_eq!(fs::read_to_string(file.path()).unwrap(), "{}");
    }
}
