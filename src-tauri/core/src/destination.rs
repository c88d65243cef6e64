//! Where in the console to land: its home, a service, or an address of its own. Nothing outside of the
//! partition's console can be a destination, for a sign-in link carries a session there.

mod address;
mod services;

use serde::{Deserialize, Serialize};

use crate::{failure::Failure, partition::Partition};
pub(crate) use address::Address;
pub use services::{ConsoleService, search, services};

/// Longest address: what browsers and proxies take for sure.
const LONGEST: usize = 4096;

/// A place in the console.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Destination {
    /// The console's home.
    #[default]
    Home,
    /// A service's first page.
    Service {
        /// Its id in [`services`].
        id: String,
        /// The region to show; none leaves it to the console. Services without regions ignore it.
        #[serde(default)]
        region: Option<String>,
    },
    /// Any page of the console.
    Url {
        /// Its address.
        url: String,
    },
}

impl Destination {
    /// What a person types: the id of a service, a path in the console, or a whole address. Nothing is the
    /// console's home. Whether it may be one, [`destination`] says.
    pub fn read(text: &str, region: Option<&str>, partition: Partition) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::Home;
        }
        if let Some(service) = services::by_id(text) {
            return Self::Service {
                id: service.id.to_owned(),
                region: region.map(ToOwned::to_owned),
            };
        }
        let url = if text.contains("://") {
            text.to_owned()
        } else {
            let path = text.trim_start_matches('/');
            format!("https://{}/{path}", partition.console_host())
        };
        Self::Url { url }
    }
}

/// The address of a place in the console of a partition.
///
/// Errors: `invalid` for a service that is not known, for a region of another partition, and for an address
/// that is neither in the console nor on this computer (where the sandbox has its pages).
pub fn destination(choice: &Destination, partition: Partition) -> Result<String, Failure> {
    let host = partition.console_host();
    match choice {
        Destination::Home => Ok(format!("https://{host}/")),
        Destination::Url { url } => in_console(url, partition).map(|()| url.clone()),
        Destination::Service { id, region } => {
            let service = services::by_id(id).ok_or_else(|| {
                Failure::invalid(format!("there is no service `{id}` in the list"))
                    .hint("Choose another, or give the address of the page.")
            })?;
            let region = region.as_deref().filter(|_| service.regional);
            let Some(region) = region else {
                return Ok(format!("https://{host}/{}", service.path));
            };
            if Partition::of_region(region)? != partition {
                return Err(Failure::invalid(format!(
                    "the region `{region}` is not in the partition {}",
                    partition.id()
                )));
            }
            // The query stands before the fragment.
            let (path, fragment) = match service.path.split_once('#') {
                Some((path, fragment)) => (path, format!("#{fragment}")),
                None => (service.path, String::new()),
            };
            Ok(format!(
                "https://{region}.{host}/{path}?region={region}{fragment}"
            ))
        }
    }
}

/// Says why an address is neither in the console of the partition nor on this computer.
fn in_console(url: &str, partition: Partition) -> Result<(), Failure> {
    let host = partition.console_host();
    let address = Address::read(url, LONGEST).map_err(|why| {
        Failure::invalid(format!("this address cannot be a destination: {why}"))
            .hint(format!("A destination begins with https://{host}/."))
    })?;
    if address.is_loopback() || (address.secure && address.is_within(host)) {
        return Ok(());
    }
    let why = if address.is_within(host) {
        format!("`{url}` is not https")
    } else {
        format!("`{}` is not in the AWS console", address.host)
    };
    Err(Failure::invalid(why).hint(format!("A destination begins with https://{host}/.")))
}

#[cfg(test)]
mod tests;
