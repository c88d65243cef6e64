//! The few parts that forms on these pages are made of. Whatever comes from outside is escaped here.

use crate::wire::xml::escape;

/// One field of a form.
pub(super) struct Field<'a> {
    name: &'a str,
    /// None for a field that nobody sees.
    label: Option<&'a str>,
    value: &'a str,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Text { required: bool },
    Password { autocomplete: &'a str },
    Code,
    Hidden,
}

impl<'a> Field<'a> {
    pub(super) fn text(name: &'a str, label: &'a str, value: Option<&'a str>) -> Self {
        Self {
            kind: Kind::Text { required: true },
            ..Self::optional(name, label, value)
        }
    }

    pub(super) fn optional(name: &'a str, label: &'a str, value: Option<&'a str>) -> Self {
        Self {
            name,
            label: Some(label),
            value: value.unwrap_or_default(),
            kind: Kind::Text { required: false },
        }
    }

    /// What was typed into it never comes back to the page.
    pub(super) fn password(name: &'a str, label: &'a str, autocomplete: &'a str) -> Self {
        Self {
            name,
            label: Some(label),
            value: "",
            kind: Kind::Password { autocomplete },
        }
    }

    /// Six digits.
    pub(super) fn code(name: &'a str, label: &'a str) -> Self {
        Self {
            name,
            label: Some(label),
            value: "",
            kind: Kind::Code,
        }
    }

    pub(super) fn hidden(name: &'a str, value: &'a str) -> Self {
        Self {
            name,
            label: None,
            value,
            kind: Kind::Hidden,
        }
    }

    fn html(&self) -> String {
        let (name, value) = (escape(self.name), escape(self.value));
        let input = match self.kind {
            Kind::Text { required } => {
                let required = if required { " required" } else { "" };
                format!("<input name=\"{name}\" value=\"{value}\" autocomplete=\"off\"{required}>")
            }
            Kind::Password { autocomplete } => format!(
                "<input type=\"password\" name=\"{name}\" autocomplete=\"{autocomplete}\" required>"
            ),
            Kind::Code => format!(
                "<input name=\"{name}\" inputmode=\"numeric\" pattern=\"[0-9]{{6}}\" autocomplete=\"one-time-code\" required>"
            ),
            Kind::Hidden => format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">"),
        };
        self.label.map_or_else(
            || input.clone(),
            |label| format!("<label>{}{input}</label>", escape(label)),
        )
    }
}

/// A form with one button. What it says is text already made safe.
pub(super) fn form(action: &str, fields: &[Field<'_>], button: &str) -> String {
    let fields: Vec<String> = fields.iter().map(Field::html).collect();
    format!(
        "<form method=\"post\" action=\"{action}\">{}<button>{button}</button></form>",
        fields.concat()
    )
}
