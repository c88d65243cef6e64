//! The sheet as text.

use super::Sheet;

pub(super) fn write(sheet: &Sheet, password: Option<&str>) -> String {
    let mut parts = vec![
        format!("Access to AWS for {}", sheet.user),
        [
            format!("Sign in at   {}", sheet.sign_in_url),
            format!("Account      {}", sheet.account),
            format!("User name    {}", sheet.user),
            format!("Password     {}", Sheet::password_words(password)),
        ]
        .join("\n"),
    ];
    let steps = sheet.first_steps();
    let steps = steps.iter().enumerate();
    let steps: Vec<String> = steps
        .map(|(place, step)| format!("{}. {step}", place + 1))
        .collect();
    parts.push(format!("To begin with\n\n{}", steps.join("\n")));
    if sheet.switches.is_empty() {
        parts.push("You may switch nowhere yet.".to_owned());
    } else {
        let switches = sheet.switches.iter().map(|it| {
            format!(
                "{} ({}): {}\n  {}",
                it.account_name, it.account, it.level, it.url
            )
        });
        let switches: Vec<String> = switches.collect();
        parts.push(format!(
            "Where you may switch to\n\n{}",
            switches.join("\n")
        ));
    }
    if let Some(lines) = &sheet.aws_config {
        parts.push(format!(
            "For the command line, in ~/.aws/config\n\n{}",
            lines.trim_end()
        ));
    }
    parts.extend(sheet.note.clone());
    parts.join("\n\n") + "\n"
}
