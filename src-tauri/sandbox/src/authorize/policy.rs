//! IAM policy documents: reading them, and what they say about one request. Nothing here knows
//! about accounts; who may do what after all is put together one level up.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use serde_json::{Map, Value};

use super::condition::{self, Condition, Context};

/// What a document says about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// Nothing fits.
    Silent,
    Allow,
    Deny,
}

/// What someone wants to do.
pub(crate) struct Request<'a> {
    /// `organizations:MoveAccount`.
    pub(crate) action: &'a str,
    pub(crate) resource: &'a str,
    pub(crate) context: &'a Context,
}

/// Principals as a resource policy names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PrincipalPattern {
    Anyone,
    /// An account, by its number or its root's ARN.
    Account(String),
    /// A user, a role or a role's session, by ARN.
    Arn(String),
    /// A user or a role that is gone, by its unique id, which nobody has again.
    Gone,
    /// A service, a federated user or a canonical user: none of these calls the sandbox.
    Other,
}

#[derive(Clone, Debug)]
enum Patterns {
    In(Vec<String>),
    NotIn(Vec<String>),
}

impl Patterns {
    fn match_with(&self, fits: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::In(patterns) => patterns.iter().any(|pattern| fits(pattern)),
            Self::NotIn(patterns) => !patterns.iter().any(|pattern| fits(pattern)),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Statement {
    allow: bool,
    pub(crate) principals: Vec<PrincipalPattern>,
    pub(crate) excludes_principals: bool,
    actions: Patterns,
    resources: Option<Patterns>,
    conditions: Vec<Condition>,
}

impl Statement {
    /// Whether it says anything of resources, as a trust policy must not.
    pub(crate) fn names_resources(&self) -> bool {
        self.resources.is_some()
    }

    /// Whether all its actions begin like this.
    pub(crate) fn is_about(&self, prefix: &str) -> bool {
        let (Patterns::In(actions) | Patterns::NotIn(actions)) = &self.actions;
        actions
            .iter()
            .all(|action| action.to_lowercase().starts_with(prefix))
    }

    /// In the old version of the language, what looks like a variable is text.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
    fn take_literally(&mut self) {
        if let Some(Patterns::In(texts) | Patterns::NotIn(texts)) = &mut self.resources {
            texts.iter_mut().for_each(condition::escape);
        }
        let conditions = self.conditions.iter_mut();
        conditions
            .flat_map(Condition::values_mut)
            .for_each(condition::escape);
    }

    fn fits(&self, request: &Request<'_>) -> bool {
        self.actions
            .match_with(|pattern| like(&pattern.to_lowercase(), &request.action.to_lowercase()))
            && self.resources.as_ref().is_none_or(|resources| {
                resources.match_with(|pattern| {
                    like(
                        &condition::expand(pattern, request.context),
                        request.resource,
                    )
                })
            })
            && self
                .conditions
                .iter()
                .all(|condition| condition.holds(request.context))
    }
}

/// A policy document that has been read.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) statements: Vec<Statement>,
}

impl Document {
    /// Reads a document. The error is what AWS says about it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text)
            .map_err(|_| "This policy contains invalid Json".to_owned())?;
        let document = value.as_object().ok_or("Syntax errors in policy.")?;
        if document
            .keys()
            .any(|key| !matches!(key.as_str(), "Version" | "Id" | "Statement"))
        {
            return Err("Syntax errors in policy.".to_owned());
        }
        let has_variables = match document.get("Version").map(Value::as_str) {
            Some(Some("2012-10-17")) => true,
            Some(Some("2008-10-17")) | None => false,
            Some(_) => return Err("The policy must contain a valid version string".to_owned()),
        };
        let statements = match document.get("Statement") {
            Some(Value::Array(statements)) if !statements.is_empty() => statements.as_slice(),
            Some(statement @ Value::Object(_)) => std::slice::from_ref(statement),
            _ => return Err("Syntax errors in policy.".to_owned()),
        };
        let mut statements: Vec<Statement> =
            statements.iter().map(statement).collect::<Result<_, _>>()?;
        if !has_variables {
            statements.iter_mut().for_each(Statement::take_literally);
        }
        Ok(Self { statements })
    }

    /// What the document says. A deny outweighs every allow.
    pub(crate) fn evaluate(&self, request: &Request<'_>) -> Verdict {
        self.evaluate_for(request, |_| true)
    }

    /// What the statements say that are about this principal.
    pub(crate) fn evaluate_for(
        &self,
        request: &Request<'_>,
        about: impl Fn(&Statement) -> bool,
    ) -> Verdict {
        self.statements
            .iter()
            .filter(|statement| about(statement) && statement.fits(request))
            .map(|statement| {
                if statement.allow {
                    Verdict::Allow
                } else {
                    Verdict::Deny
                }
            })
            .max()
            .unwrap_or(Verdict::Silent)
    }
}

const STATEMENT_KEYS: &[&str] = &[
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

fn statement(value: &Value) -> Result<Statement, String> {
    let syntax = || "Syntax errors in policy.".to_owned();
    let statement = value.as_object().ok_or_else(syntax)?;
    if statement
        .keys()
        .any(|key| !STATEMENT_KEYS.contains(&key.as_str()))
    {
        return Err(syntax());
    }
    let allow = match statement.get("Effect").and_then(Value::as_str) {
        Some("Allow") => true,
        Some("Deny") => false,
        Some(_) => return Err(syntax()),
        None => return Err("Missing required field Effect".to_owned()),
    };
    let (principals, excludes_principals) =
        match (statement.get("Principal"), statement.get("NotPrincipal")) {
            (Some(_), Some(_)) => return Err(syntax()),
            (Some(principals), None) => (self::principals(principals)?, false),
            (None, Some(principals)) => (self::principals(principals)?, true),
            (None, None) => (Vec::new(), false),
        };
    let actions = patterns(statement, "Action", "NotAction")?
        .ok_or_else(|| "Policy statement must contain actions.".to_owned())?;
    let (Patterns::In(named) | Patterns::NotIn(named)) = &actions;
    if named
        .iter()
        .any(|action| action != "*" && !action.contains(':'))
    {
        return Err(
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.".to_owned(),
        );
    }
    let conditions = match statement.get("Condition") {
        None => Vec::new(),
        Some(conditions) => condition::parse(conditions)?,
    };
    Ok(Statement {
        allow,
        principals,
        excludes_principals,
        actions,
        resources: patterns(statement, "Resource", "NotResource")?,
        conditions,
    })
}

fn patterns(
    statement: &Map<String, Value>,
    name: &str,
    negated: &str,
) -> Result<Option<Patterns>, String> {
    match (statement.get(name), statement.get(negated)) {
        (None, None) => Ok(None),
        (Some(value), None) => Ok(Some(Patterns::In(strings(value)?))),
        (None, Some(value)) => Ok(Some(Patterns::NotIn(strings(value)?))),
        (Some(_), Some(_)) => Err("Syntax errors in policy.".to_owned()),
    }
}

/// One string, or a list of them.
pub(crate) fn strings(value: &Value) -> Result<Vec<String>, String> {
    let one = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        _ => Err("Syntax errors in policy.".to_owned()),
    };
    match value {
        Value::Array(values) => values.iter().map(one).collect(),
        value => Ok(vec![one(value)?]),
    }
}

fn principals(value: &Value) -> Result<Vec<PrincipalPattern>, String> {
    match value {
        Value::String(text) if text == "*" => Ok(vec![PrincipalPattern::Anyone]),
        Value::Object(kinds) if !kinds.is_empty() => {
            let mut principals = Vec::new();
            for (kind, names) in kinds {
                for name in strings(names)? {
                    principals.push(match kind.as_str() {
                        "AWS" => principal(&name)?,
                        "Service" | "Federated" | "CanonicalUser" => PrincipalPattern::Other,
                        _ => return Err("Syntax errors in policy.".to_owned()),
                    });
                }
            }
            Ok(principals)
        }
        _ => Err("Syntax errors in policy.".to_owned()),
    }
}

fn principal(name: &str) -> Result<PrincipalPattern, String> {
    let is_account =
        |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if name == "*" {
        return Ok(PrincipalPattern::Anyone);
    }
    if is_account(name) {
        return Ok(PrincipalPattern::Account(name.to_owned()));
    }
    let is_id = |text: &str| {
        text.len() == 21
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && (text.starts_with("AIDA") || text.starts_with("AROA"))
    };
    if is_id(name) {
        return Ok(PrincipalPattern::Gone);
    }
    let parts: Vec<&str> = name.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", "aws", "iam", "", account, "root"] if is_account(account) => {
            Ok(PrincipalPattern::Account((*account).to_owned()))
        }
        ["arn", "aws", "iam", "", account, rest]
            if is_account(account)
                && (rest.starts_with("user/") || rest.starts_with("role/"))
                && !rest.contains(['*', '?']) =>
        {
            Ok(PrincipalPattern::Arn(name.to_owned()))
        }
        ["arn", "aws", "sts", "", account, rest]
            if is_account(account)
                && rest.starts_with("assumed-role/")
                && !rest.contains(['*', '?']) =>
        {
            Ok(PrincipalPattern::Arn(name.to_owned()))
        }
        _ => Err(format!("Invalid principal in policy: \"AWS\":\"{name}\"")),
    }
}

/// Whether a text fits a pattern with `*` for any run of characters and `?` for any one.
pub(crate) fn like(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if p < pattern.len() && pattern[p] == b'*' {
            star = Some((p, t));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == b'?' || pattern[p] == text[t]) {
            p += 1;
            t += 1;
        } else if let Some((star_at, taken)) = star {
            p = star_at + 1;
            t = taken + 1;
            star = Some((star_at, taken + 1));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|&byte| byte == b'*')
}
