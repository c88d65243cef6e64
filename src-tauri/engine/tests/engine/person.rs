//! A person at a browser, as far as sign-ins need one: gets pages, submits forms, follows where they lead.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// The head and body that a page answers with.
pub(crate) async fn answer_of(url: &str) -> String {
    request("GET", url, "").await
}

/// Submits a form. The answer must not be an error.
pub(crate) async fn submit(url: &str, fields: &[(&str, &str)]) -> String {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let answer = request("POST", url, &body).await;
    let status = answer.split(' ').nth(1).expect("a status");
    assert!(status.starts_with(['2', '3']), "{url} answered {answer}");
    answer
}

async fn request(method: &str, url: &str, body: &str) -> String {
    let rest = url.strip_prefix("http://").expect("a page on this machine");
    let (host, path) = rest.split_once('/').expect("a path");
    let request = format!(
        "{method} /{path} HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(host).await.expect("someone listens");
    stream
        .write_all(request.as_bytes())
        .await
        .expect("it reads");
    let mut answer = String::new();
    stream
        .read_to_string(&mut answer)
        .await
        .expect("it answers");
    answer
}

/// A browser with a page that asks for consent.
pub(crate) struct Browser;

impl Browser {
    pub(crate) fn new() -> Self {
        Self
    }

    /// Opens `page`, decides there, and follows back to who asked. What is shown at the end.
    pub(crate) async fn decide(&self, page: &str, decision: &str) -> String {
        let shown = answer_of(page).await;
        assert!(shown.starts_with("HTTP/1.1 200"), "{shown}");
        let query = page.split_once('?').expect("a query").1;
        let mut fields: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        fields.push(("decision".to_owned(), decision.to_owned()));
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let bare = page.split_once('?').expect("a query").0;
        let answer = submit(bare, &fields).await;
        let location = answer
            .lines()
            .find_map(|line| line.strip_prefix("location: "))
            .unwrap_or_else(|| panic!("it leads nowhere: {answer}"));
        answer_of(location.trim()).await
    }

    /// Where a page comes back to.
    pub(crate) fn address_back(page: &str) -> String {
        let query = page.split_once('?').expect("a query").1;
        let mut fields = form_urlencoded::parse(query.as_bytes());
        let found = fields.find(|(name, _)| name == "redirect_uri");
        found.expect("an address to come back to").1.into_owned()
    }
}
