//! Whether a keychain is there, and why not: the truth behind "session only".

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use keyring_core::Error as KeyringError;

use crate::key_in_keychain::on_a_thread;

/// How long a look may take. It never waits for a person, but calls on the bus have no time limit of their own.
const LOOK: Duration = Duration::from_secs(5);

/// What a look at the keychain found, without asking anybody anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// A keychain is there and open.
    Ready,
    /// A keychain is there and locked: its next use asks the user for the password, where a prompt can be shown.
    Locked,
    /// No keychain can be used.
    Unavailable(Obstacle),
}

/// What stands between us and the keychain. Seen and told apart in facts/environment.md 5.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Obstacle {
    /// There is no D-Bus session bus.
    NoSessionBus,
    /// There is a bus, but nobody offers `org.freedesktop.secrets` on it.
    NoSecretService,
    /// There is a Secret Service without a default collection, so it can store nothing.
    NoDefaultCollection,
    /// The keychain is locked, and there is no display on which to ask for its password.
    LockedWithoutPrompt,
    /// The keychain is locked, and the question for its password was dismissed.
    PromptDismissed,
    /// The keychain did not answer in time; a question for its password may still be open.
    NoAnswer,
    /// The keychain took a value and did not give the same one back.
    DoesNotKeep,
    /// Anything else, in the words of the keychain.
    Other(String),
}

impl Obstacle {
    /// What the user can do about it, as one sentence.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NoSessionBus | Self::NoSecretService => {
                "Start a keyring (GNOME Keyring, KWallet or KeePassXC) in this desktop session, or keep the credential \
                 for this session only"
            }
            Self::NoDefaultCollection => {
                "Create a default keyring (for example with Passwords and Keys), or keep the credential for this session \
                 only"
            }
            Self::LockedWithoutPrompt => "Unlock the keyring, or keep the credential for this session only",
            Self::PromptDismissed => {
                "Try again and unlock the keyring, or keep the credential for this session only"
            }
            Self::NoAnswer => {
                "Answer the keyring's question and try again, or keep the credential for this session only"
            }
            Self::DoesNotKeep | Self::Other(_) => {
                "Check the keyring, or keep the credential for this session only"
            }
        }
    }

    /// Reads the obstacle from an error of the keychain's store. `NoEntry` is not an obstacle and must not come here.
    pub(crate) fn from_keyring(error: &KeyringError) -> Self {
        match error {
            KeyringError::PlatformFailure(cause) | KeyringError::NoStorageAccess(cause) => {
                platform::obstacle(cause.as_ref())
            }
            // these carry the stored bytes or whole entries: neither belongs in a message
            KeyringError::BadEncoding(_) | KeyringError::BadDataFormat(..) => Self::DoesNotKeep,
            KeyringError::Ambiguous(_) => Self::Other("it holds two entries of one name".to_owned()),
            other => Self::Other(other.to_string()),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSessionBus => "there is no D-Bus session bus",
            Self::NoSecretService => "no Secret Service is running",
            Self::NoDefaultCollection => "the Secret Service has no default keyring",
            Self::LockedWithoutPrompt => {
                "the keyring is locked and there is no display to ask for its password"
            }
            Self::PromptDismissed => "the keyring is locked and the question for its password was dismissed",
            Self::NoAnswer => "the keyring did not answer in time",
            Self::DoesNotKeep => "the keyring did not give back what it was given",
            Self::Other(words) => words,
        })
    }
}

/// Looks for the keychain without opening a prompt and without storing anything. On macOS and Windows the keychain is
/// part of the system, so only a failure to open it is told.
pub async fn availability() -> Availability {
    match tokio::time::timeout(LOOK, on_a_thread(platform::look)).await {
        Ok(Ok(found)) => found,
        Ok(Err(_)) => Availability::Unavailable(Obstacle::Other("the look at it ended early".to_owned())),
        Err(_) => Availability::Unavailable(Obstacle::NoAnswer),
    }
}

#[cfg(target_os = "linux")]
mod platform {
    use std::io;

    use secret_service::blocking::SecretService;
    use secret_service::{EncryptionType, Error as ServiceError};

    use super::{Availability, Obstacle, StdError};

    /// D-Bus specification, "Standard error names" as the reference bus sends them when a name has no owner and cannot be
    /// activated, or its activation failed.
    const NOBODY: [&str; 2] =
        ["org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner"];
    const ACTIVATION_FAILED: &str = "org.freedesktop.DBus.Error.Spawn.";

    pub(super) fn look() -> Availability {
        let locked = SecretService::connect(EncryptionType::Plain)
            .and_then(|service| service.get_default_collection()?.is_locked());
        match locked {
            Ok(false) => Availability::Ready,
            Ok(true) => Availability::Locked,
            Err(error) => Availability::Unavailable(obstacle(&error)),
        }
    }

    pub(super) fn obstacle(cause: &(dyn StdError + 'static)) -> Obstacle {
        match cause.downcast_ref::<ServiceError>() {
            Some(ServiceError::Unavailable) => Obstacle::NoSessionBus,
            Some(ServiceError::NoResult) => Obstacle::NoDefaultCollection,
            Some(ServiceError::Prompt) if has_display() => Obstacle::PromptDismissed,
            Some(ServiceError::Prompt | ServiceError::Locked) => Obstacle::LockedWithoutPrompt,
            Some(ServiceError::Zbus(error) | ServiceError::ZbusFdo(zbus::fdo::Error::ZBus(error))) => {
                on_the_bus(error)
            }
            Some(ServiceError::ZbusFdo(error)) => of_the_bus(error),
            _ => Obstacle::Other(cause.to_string()),
        }
    }

    fn on_the_bus(error: &zbus::Error) -> Obstacle {
        match error {
            zbus::Error::Address(_) => Obstacle::NoSessionBus,
            zbus::Error::Connection(cause, _) | zbus::Error::InputOutput(cause)
                if matches!(cause.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) =>
            {
                Obstacle::NoSessionBus
            }
            zbus::Error::MethodError(name, ..)
                if NOBODY.contains(&name.as_str()) || name.as_str().starts_with(ACTIVATION_FAILED) =>
            {
                Obstacle::NoSecretService
            }
            zbus::Error::FDO(error) => of_the_bus(error),
            other => Obstacle::Other(other.to_string()),
        }
    }

    fn of_the_bus(error: &zbus::fdo::Error) -> Obstacle {
        match error {
            zbus::fdo::Error::ServiceUnknown(_) | zbus::fdo::Error::NameHasNoOwner(_) => {
                Obstacle::NoSecretService
            }
            other => Obstacle::Other(other.to_string()),
        }
    }

    /// The Secret Service says "dismissed" alike when a person closed the prompt and when none could be shown. Where we
    /// have no display, the keyring is taken to have none either (true within one login; not verified beyond).
    fn has_display() -> bool {
        ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
    }
}

#[cfg(not(target_os = "linux"))]
mod platform {
    use super::{Availability, Obstacle, StdError};

    pub(super) fn look() -> Availability {
        match crate::key_in_keychain::open_store() {
            Ok(_) => Availability::Ready,
            Err(error) => Availability::Unavailable(Obstacle::from_keyring(&error)),
        }
    }

    pub(super) fn obstacle(cause: &(dyn StdError + 'static)) -> Obstacle {
        Obstacle::Other(cause.to_string())
    }
}
