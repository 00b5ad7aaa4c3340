//! One client's past as the list of clients needs it: everything that was told, for any moment to be looked up in.

use domain::client::{ClientFace, CredentialMethod, Origin, Party};
use domain::coverage::Coverage;
use domain::history::History;
use domain::member::{Held, Member};
use domain::past::{Course, Kind, Past, Told};

use super::replay::Replay;
use super::witness::{Evidence, Telling};

/// What is told of the client. Gaps of the log only decide here whether a look that came with a row came before it; what is
/// proven of a moment is decided when it is asked about, by what is covered then.
#[must_use]
pub fn past(history: &History, coverage: &Coverage) -> Past {
    let evidence = Evidence::of(history);
    let of = |member| evidence.of_member(member);
    let exists = evidence.beside_members(true, |_| Some(Vec::new()));
    let kinds = evidence.beside_members(false, |body| Some(written(&ClientFace::of_auth0(body))));
    Past {
        existence: course(&exists, coverage, |_| Some(())),
        name: course(&of(Member::Name), coverage, |held| Some(held.concat())),
        kind: course(&kinds, coverage, kind),
        grant_types: course(&of(Member::GrantTypes), coverage, |held| Some(held.clone())),
        credential: course(&of(Member::AuthenticationMethod), coverage, |held| {
            Some(CredentialMethod::of_held(held))
        }),
        redirect_uris: course(&of(Member::RedirectUris), coverage, |held| u32::try_from(held.len()).ok()),
    }
}

fn course<T>(telling: &Telling<'_>, coverage: &Coverage, read: impl Fn(&Held) -> Option<T>) -> Course<T> {
    let mut replay = Replay::new(telling, coverage);
    replay.run();
    let (states, veiled) = replay.into_states();
    let told = states.into_iter().filter_map(|state| {
        let held = match &state.held {
            Some(held) => Some(read(held)?),
            None => None,
        };
        Some(Told { at: state.at, is_new: state.is_new, held })
    });
    Course { told: told.collect(), veiled }
}

/// Party, origin and application type as a list of texts, which is what witnesses tell.
fn written(face: &ClientFace) -> Held {
    let party = match face.party {
        Party::First => "first",
        Party::ThirdStrict => "third_strict",
        Party::ThirdPermissive => "third_permissive",
        Party::Unknown => "",
    };
    let origin = match face.origin {
        Origin::Admin => "admin",
        Origin::Dcr => "dcr",
        Origin::Cimd => "cimd",
        Origin::Unknown => "",
    };
    [party, origin].into_iter().map(str::to_owned).chain(face.app_type.clone()).collect()
}

fn kind(held: &Held) -> Option<Kind> {
    let party = match held.first()?.as_str() {
        "first" => Party::First,
        "third_strict" => Party::ThirdStrict,
        "third_permissive" => Party::ThirdPermissive,
        _ => Party::Unknown,
    };
    let origin = match held.get(1)?.as_str() {
        "admin" => Origin::Admin,
        "dcr" => Origin::Dcr,
        "cimd" => Origin::Cimd,
        _ => Origin::Unknown,
    };
    Some(Kind { party, origin, app_type: held.get(2).cloned() })
}
