//! Web addresses read strictly: a browser must not be able to read another host than we do.
//! <https://url.spec.whatwg.org/#concept-url-parser>

/// A web address with what decides where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// Whether it is https.
    pub(crate) secure: bool,
    /// The host in lower case, without port.
    pub(crate) host: String,
    /// The port, where it names one.
    pub(crate) port: Option<u16>,
}

impl Address {
    /// Reads an address of at most `longest` bytes. Errors say why it is none, without repeating it: it may
    /// be a sign-in link.
    pub(crate) fn read(url: &str, longest: usize) -> Result<Self, String> {
        if url.len() > longest {
            return Err(format!("it has more than {longest} characters"));
        }
        if url.chars().any(|it| it.is_control() || it.is_whitespace()) {
            return Err("it holds spaces or control characters".to_owned());
        }
        // Browsers take `\` for `/`, so that a host could end where we do not see it.
        if url.contains('\\') {
            return Err("it holds a backslash".to_owned());
        }
        let (scheme, rest) = url
            .split_once("://")
            .ok_or("it has no https:// before it")?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err("it is neither https nor http".to_owned()),
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err("it holds a user name before its host".to_owned());
        }
        let (host, port) = host_and_port(authority)?;
        Ok(Self { secure, host, port })
    }

    /// Whether it is this computer.
    pub(crate) fn is_loopback(&self) -> bool {
        matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "[::1]")
    }

    /// Whether the host is `domain` or below it, at the usual port.
    pub(crate) fn is_within(&self, domain: &str) -> bool {
        let below = |host: &str| {
            host.strip_suffix(domain)
                .is_some_and(|it| it.ends_with('.'))
        };
        let usual = if self.secure { 443 } else { 80 };
        (self.host == domain || below(&self.host)) && self.port.is_none_or(|port| port == usual)
    }
}

fn host_and_port(authority: &str) -> Result<(String, Option<u16>), String> {
    let lower = authority.to_ascii_lowercase();
    let (host, port) = if let Some(rest) = lower.strip_prefix("[::1]") {
        ("[::1]", rest)
    } else {
        let end = lower.find(':').unwrap_or(lower.len());
        let host = &lower[..end];
        let fits = |it: u8| it.is_ascii_alphanumeric() || it == b'-';
        let is_label = |label: &str| !label.is_empty() && label.bytes().all(fits);
        if !host.split('.').all(is_label) {
            return Err("its host is not written in plain letters, digits and dots".to_owned());
        }
        (host, &lower[end..])
    };
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => None,
        Some(digits) if digits.bytes().all(|it| it.is_ascii_digit()) => {
            Some(digits.parse().map_err(|_| "its port is none")?)
        }
        _ => return Err("its port is none".to_owned()),
    };
    Ok((host.to_owned(), port))
}
