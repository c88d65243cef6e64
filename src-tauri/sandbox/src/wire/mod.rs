//! The protocols on the wire: AWS JSON (Organizations, Service Quotas, Cost Explorer, Budgets, Billing),
//! REST with JSON (Account Management), AWS query with XML replies (IAM, STS), and forms (the sign-in endpoint). A request
//! becomes a [`Call`], an answer a response.

pub(crate) mod form;
pub(crate) mod general;
pub(crate) mod input;
pub(crate) mod refusal;
pub(crate) mod xml;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header};
use serde_json::Value;

use crate::account;

pub(crate) use form::Form;
pub(crate) use general::General;
pub(crate) use input::Input;
pub(crate) use refusal::Refusal;

/// The prefixes of `X-Amz-Target`.
const TARGETS: &[(&str, Service)] = &[
    ("AWSOrganizationsV20161128.", Service::Organizations),
    ("ServiceQuotasV20190624.", Service::Quotas),
    ("SWBExternalService.", Service::IdentityCenter),
    ("AWSIdentityStore.", Service::IdentityStore),
    ("AWSInsightsIndexService.", Service::CostExplorer),
    ("AWSBudgetServiceGateway.", Service::Budgets),
    ("AWSBilling.", Service::Billing),
];
const IAM_VERSION: &str = "2010-05-08";
const STS_VERSION: &str = "2011-06-15";
/// Operations whose result is there, with nothing in it; clients look for it.
const WITH_EMPTY_RESULT: &[&str] = &["UpdateRole"];
const JSON: &str = "application/x-amz-json-1.1";
const JSON_1_0: &str = "application/x-amz-json-1.0";
const REST_JSON: &str = "application/json";

/// A request as it came in.
pub(crate) struct Incoming {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Incoming {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The parameters of the query and of a form in the body.
    pub(crate) fn form(&self) -> Form {
        let mut form = Form::parse(self.uri.query().unwrap_or("").as_bytes());
        if self
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
        {
            form.extend(Form::parse(&self.body));
        }
        form
    }
}

/// The AWS service that a call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Organizations,
    Account,
    Quotas,
    IdentityCenter,
    IdentityStore,
    CostExplorer,
    Budgets,
    Billing,
    Iam,
    Sts,
}

impl Service {
    pub(crate) fn is_json(self) -> bool {
        !matches!(self, Self::Iam | Self::Sts)
    }

    /// Whether it is about costs. Such services have no endpoint in the partition `us-gov`, whose costs are
    /// on the bill of an account in the `aws` partition.
    /// <https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-billing.html>
    pub(crate) fn is_billing(self) -> bool {
        matches!(self, Self::CostExplorer | Self::Budgets | Self::Billing)
    }

    /// The service whose words answer a request that calls nothing there is.
    pub(crate) fn of_unknown(request: &Incoming, signed_for: Option<&str>) -> Self {
        match signed_for {
            Some("account") => Self::Account,
            Some("servicequotas") => Self::Quotas,
            Some("sso") => Self::IdentityCenter,
            Some("identitystore") => Self::IdentityStore,
            _ if request.header("x-amz-target").is_some() => Self::Organizations,
            _ => Self::Sts,
        }
    }

    /// The content type of its JSON.
    fn json(self) -> &'static str {
        if self == Self::Billing {
            JSON_1_0
        } else {
            JSON
        }
    }

    fn namespace(self) -> &'static str {
        match self {
            Self::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
            _ => "https://iam.amazonaws.com/doc/2010-05-08/",
        }
    }
}

/// One call of one operation.
pub(crate) struct Call {
    pub(crate) service: Service,
    pub(crate) operation: String,
    pub(crate) arguments: Arguments,
}

/// What a call was given, in the form of its protocol.
pub(crate) enum Arguments {
    Json(Value),
    Form(Form),
}

/// Operations of IAM that Organizations has, too.
const IN_ORGANIZATIONS_TOO: &[&str] = &["CreatePolicy", "DeletePolicy", "ListPolicies"];

impl Call {
    /// What the operation is called in the books, among the faults and in the buckets: its own name, with
    /// the service in front where another service has the name already.
    pub(crate) fn name(&self) -> String {
        let operation = &self.operation;
        match self.service {
            Service::Iam if IN_ORGANIZATIONS_TOO.contains(&operation.as_str()) => {
                format!("iam:{operation}")
            }
            Service::IdentityCenter => format!("sso-admin:{operation}"),
            Service::IdentityStore => format!("identitystore:{operation}"),
            _ => operation.clone(),
        }
    }

    /// Finds out what a request calls: by `X-Amz-Target`, by its path, else by the form's `Action` and
    /// `Version`, else by the service in the signature's scope.
    pub(crate) fn of(request: &Incoming, signed_for: Option<&str>) -> Result<Self, Refusal> {
        if let Some(target) = request.header("x-amz-target") {
            let called = TARGETS
                .iter()
                .find_map(|(prefix, service)| Some((target.strip_prefix(prefix)?, *service)));
            let Some((operation, service)) = called else {
                return Err(Refusal::json("UnknownOperationException", 400, ""));
            };
            return Ok(Self {
                service,
                operation: operation.to_owned(),
                arguments: json(&request.body)?,
            });
        }
        if let Some(operation) = account::operation(request.uri.path())
            && request.method == Method::POST
        {
            return Ok(Self {
                service: Service::Account,
                operation: operation.to_owned(),
                arguments: json(&request.body)?,
            });
        }
        if signed_for == Some("account") {
            return Err(Refusal::json("UnknownOperationException", 404, ""));
        }
        let form = request.form();
        let Some(operation) = form.get("Action").map(ToOwned::to_owned) else {
            return Err(Refusal::query(
                "MissingAction",
                400,
                "Could not find operation to call.",
            ));
        };
        let service = match (form.get("Version"), signed_for) {
            (Some(IAM_VERSION), _) | (None, Some("iam")) => Service::Iam,
            (Some(STS_VERSION), _) | (None, Some("sts")) => Service::Sts,
            (version, _) => {
                let version = version.unwrap_or("none");
                let message = format!("Could not find operation {operation} for version {version}");
                return Err(Refusal::query("InvalidAction", 400, message));
            }
        };
        Ok(Self {
            service,
            operation,
            arguments: Arguments::Form(form),
        })
    }
}

/// The arguments in a JSON body; an empty body has none.
fn json(body: &[u8]) -> Result<Arguments, Refusal> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body)
        .map(Arguments::Json)
        .map_err(|_| {
            Refusal::json(
                "SerializationException",
                400,
                "Could not parse the request body as JSON.",
            )
        })
}

/// The answer to a call that succeeded.
pub(crate) enum Answer {
    Json(Value),
    /// The inside of `<OperationResult>`; nothing for operations that return nothing.
    Xml(String),
}

/// The response of a call that succeeded.
pub(crate) fn success(call: &Call, answer: &Answer, request_id: &str) -> Response<Bytes> {
    match answer {
        // An operation that returns nothing has an empty body.
        Answer::Json(Value::Null) => respond(StatusCode::OK, REST_JSON, String::new(), request_id),
        Answer::Json(value) if call.service == Service::Account => {
            respond(StatusCode::OK, REST_JSON, value.to_string(), request_id)
        }
        Answer::Json(value) => respond(
            StatusCode::OK,
            call.service.json(),
            value.to_string(),
            request_id,
        ),
        Answer::Xml(inside) => {
            let operation = &call.operation;
            let result = if inside.is_empty() && !WITH_EMPTY_RESULT.contains(&operation.as_str()) {
                String::new()
            } else {
                format!("<{operation}Result>{inside}</{operation}Result>")
            };
            let body = format!(
                "<{operation}Response xmlns=\"{}\">{result}<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{operation}Response>",
                call.service.namespace()
            );
            respond(StatusCode::OK, "text/xml", body, request_id)
        }
    }
}

/// The response of a call that was refused.
pub(crate) fn failure(service: Service, refusal: &Refusal, request_id: &str) -> Response<Bytes> {
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_REQUEST);
    if service.is_json() {
        let body = match service {
            Service::Account | Service::Billing => lower_error(refusal),
            _ => json_error(service, refusal),
        };
        let kind = if service == Service::Account {
            REST_JSON
        } else {
            service.json()
        };
        let mut response = respond(status, kind, body.to_string(), request_id);
        response
            .headers_mut()
            .insert("x-amzn-errortype", HeaderValue::from_static(refusal.code));
        response
    } else {
        let kind = if refusal.status < 500 {
            "Sender"
        } else {
            "Receiver"
        };
        let body = format!(
            "<ErrorResponse xmlns=\"{}\"><Error><Type>{kind}</Type><Code>{}</Code><Message>{}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>",
            service.namespace(),
            refusal.code,
            xml::escape(&refusal.message)
        );
        respond(status, "text/xml", body, request_id)
    }
}

fn json_error(service: Service, refusal: &Refusal) -> Value {
    let mut body = serde_json::json!({ "__type": refusal.code, "Message": refusal.message });
    if let Some(reason) = refusal.reason {
        body["Reason"] = reason.into();
    }
    if let Some(kind) = refusal
        .throttle_type()
        .filter(|_| service == Service::Organizations)
    {
        body["Type"] = kind.into();
    }
    body
}

/// An error whose fields begin with small letters.
fn lower_error(refusal: &Refusal) -> Value {
    let mut body = serde_json::json!({ "__type": refusal.code, "message": refusal.message });
    if let Some(reason) = refusal.reason {
        body["reason"] = reason.into();
    }
    if !refusal.fields.is_empty() {
        let fields = refusal.fields.iter();
        body["fieldList"] = fields
            .map(|(name, message)| serde_json::json!({ "name": name, "message": message }))
            .collect();
    }
    body
}

fn respond(
    status: StatusCode,
    kind: &'static str,
    body: String,
    request_id: &str,
) -> Response<Bytes> {
    let mut response = plain(status, kind, body);
    if let Ok(id) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert("x-amzn-requestid", id);
    }
    response
}

/// A response without a request id, for pages and for the sandbox's own switches.
pub(crate) fn plain(
    status: StatusCode,
    kind: &'static str,
    body: impl Into<Bytes>,
) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
