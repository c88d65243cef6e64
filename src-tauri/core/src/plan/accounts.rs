//! Accounts: made, moved, renamed, tagged, written to, and let go.

use jiff::{SignedDuration, Timestamp};

use super::planner::{Planner, count};
use crate::{
    contact::{Contact, ContactKind},
    failure::{Code, Failure},
    ids::{AccountId, NodeId, ParentId, RoleName},
    step::{Ref, Step, Tag},
    tree::{AccountState, NodeKind},
    validate,
};

/// The role AWS makes in created accounts when it is given no other name.
const DEFAULT_ROLE: &str = "OrganizationAccountAccessRole";
/// Most accounts that can be in the middle of closing.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
pub const CLOSES_AT_ONCE: usize = 3;
/// How old an account that was created here must be before it may leave, in days.
const DAYS_BEFORE_LEAVING: i64 = 4;
/// The window of the closing quota, in days.
const CLOSING_WINDOW_DAYS: i64 = 30;

/// How many accounts may be closed in 30 days by an organization of `members`: a fifth of them, at
/// least 250 and at most 1,000.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
pub fn closing_quota(members: usize) -> usize {
    (members / 5).clamp(250, 1_000)
}

impl Planner<'_> {
    pub(super) fn move_account(
        &mut self,
        account: &AccountId,
        to: &ParentId,
    ) -> Result<(), Failure> {
        let node = self.account(account)?;
        let name = node.name.clone();
        let closed = is_closed(&node.kind);
        let from = node
            .parent_id
            .clone()
            .ok_or_else(|| Failure::invalid("the root cannot be moved"))?;
        self.must_be_there(to)?;
        if &from == to {
            return Err(Failure::invalid(format!(
                "{name} stands in {} already",
                self.name(to)
            )));
        }
        if closed {
            self.warnings.push(format!(
                "{name} is closed or being closed; AWS may refuse to move it."
            ));
        }
        let summary = format!("Move {name} from {} to {}", self.name(&from), self.name(to));
        self.step(
            Step::MoveAccount {
                account: Ref::Id(account.clone()),
                from: Ref::Id(from),
                to: Ref::Id(to.clone()),
            },
            summary,
        );
        Ok(())
    }

    pub(super) fn create_account(
        &mut self,
        name: &str,
        email: &str,
        to: Option<&ParentId>,
        role_name: Option<&RoleName>,
        tags: &[Tag],
        hide_billing: bool,
    ) -> Result<(), Failure> {
        validate::account_name(name).map_err(Failure::invalid)?;
        validate::email(email).map_err(Failure::invalid)?;
        validate::tags(tags).map_err(Failure::invalid)?;
        self.email_must_be_free(email)?;
        self.quota_must_have_room()?;
        let tree = self.tree()?;
        let root = tree.root_id();
        let is_named_alike = tree.accounts().any(|node| node.name == name);
        if is_named_alike {
            self.warnings
                .push(format!("Another account is named {name} too."));
        }
        if let Some(to) = to {
            self.must_be_there(to)?;
        }
        let made_by = self.next();
        self.lane = Some(made_by);
        let role = role_name
            .cloned()
            .unwrap_or_else(|| DEFAULT_ROLE.parse().expect("a role name"));
        self.step(
            Step::CreateAccount {
                name: name.to_owned(),
                email: email.to_owned(),
                role_name: role.clone(),
                iam_user_access_to_billing: !hide_billing,
                tags: tags.to_vec(),
            },
            format!("Create {name} with {email}"),
        );
        if let Some(to) = to.filter(|to| **to != root) {
            let summary = format!("Move {name} from {} to {}", self.name(&root), self.name(to));
            self.step(
                Step::MoveAccount {
                    account: Ref::made_by(made_by),
                    from: Ref::Id(root),
                    to: Ref::Id(to.clone()),
                },
                summary,
            );
        }
        self.step(
            Step::AwaitRole {
                account: Ref::made_by(made_by),
                role: role.clone(),
            },
            format!("Wait until {role} can be assumed in {name}"),
        );
        Ok(())
    }

    pub(super) fn rename_account(
        &mut self,
        account: &AccountId,
        name: &str,
    ) -> Result<(), Failure> {
        validate::account_name(name).map_err(Failure::invalid)?;
        let from = self.account(account)?.name.clone();
        if from == name {
            return Err(Failure::invalid(format!("it is named {name} already")));
        }
        let summary = format!("Rename {from} to {name}");
        self.step(
            Step::RenameAccount {
                account: account.clone(),
                from,
                to: name.to_owned(),
            },
            summary,
        );
        Ok(())
    }

    pub(super) fn tag(
        &mut self,
        id: &NodeId,
        set: &[Tag],
        remove: &[String],
    ) -> Result<(), Failure> {
        validate::tags(set).map_err(Failure::invalid)?;
        let name = self.node(id)?.name.clone();
        if let Some(both) = set.iter().find(|tag| remove.contains(&tag.key)) {
            return Err(Failure::invalid(format!(
                "the tag `{}` cannot be set and taken away at once",
                both.key
            )));
        }
        if let Some(tags) = self.known.tags.get(id) {
            let kept = tags
                .iter()
                .filter(|tag| !remove.contains(&tag.key))
                .filter(|tag| !set.iter().any(|new| new.key == tag.key));
            let after = kept.count() + set.len();
            if after > validate::TAGS_MAX {
                return Err(Failure::new(
                    Code::Quota,
                    format!(
                        "{name} would have {after} tags, AWS allows {}",
                        validate::TAGS_MAX
                    ),
                ));
            }
        }
        if !remove.is_empty() {
            let summary = format!(
                "Take {} from {name}",
                listed(remove.iter().map(String::as_str))
            );
            self.step(
                Step::Untag {
                    node: Ref::Id(id.clone()),
                    keys: remove.to_vec(),
                },
                summary,
            );
        }
        if !set.is_empty() {
            let words: Vec<String> = set
                .iter()
                .map(|it| format!("{}={}", it.key, it.value))
                .collect();
            let summary = format!(
                "Tag {name} with {}",
                listed(words.iter().map(String::as_str))
            );
            self.step(
                Step::Tag {
                    node: Ref::Id(id.clone()),
                    tags: set.to_vec(),
                },
                summary,
            );
        }
        Ok(())
    }

    pub(super) fn start_email_change(
        &mut self,
        account: &AccountId,
        email: &str,
    ) -> Result<(), Failure> {
        let (name, from) = self.email_change(account, email)?;
        self.email_must_be_free(email)?;
        self.impact.push(format!(
            "AWS sends a one-time code to {email}. The address of {name} changes only when that code is given, within 24 hours."
        ));
        self.step(
            Step::StartEmailChange {
                account: account.clone(),
                from,
                to: email.to_owned(),
            },
            format!("Send a one-time code for {name} to {email}"),
        );
        Ok(())
    }

    pub(super) fn confirm_email_change(
        &mut self,
        account: &AccountId,
        email: &str,
    ) -> Result<(), Failure> {
        let (name, from) = self.email_change(account, email)?;
        let summary = format!("Change the address of {name} from {from} to {email}");
        self.impact
            .push("It can take AWS up to four hours to use the new address everywhere.".to_owned());
        self.step(
            Step::ConfirmEmailChange {
                account: account.clone(),
                from,
                to: email.to_owned(),
            },
            summary,
        );
        Ok(())
    }

    /// Name and address of an account whose address may be changed.
    fn email_change(&self, account: &AccountId, email: &str) -> Result<(String, String), Failure> {
        validate::email(email).map_err(Failure::invalid)?;
        let node = self.account(account)?;
        let NodeKind::Account { email: from, .. } = &node.kind else {
            return Err(Failure::invalid("only an account has an address"));
        };
        if self.manages(account) {
            return Err(Failure::invalid(
                "AWS lets nobody but its root user change the management account's address",
            )
            .hint("Sign in to its console as root, and change it in the account settings."));
        }
        if from.eq_ignore_ascii_case(email) {
            return Err(Failure::invalid(format!(
                "{} has that address already",
                node.name
            )));
        }
        Ok((node.name.clone(), from.clone()))
    }

    pub(super) fn set_contact(
        &mut self,
        account: &AccountId,
        kind: ContactKind,
        contact: Option<&Contact>,
    ) -> Result<(), Failure> {
        let name = self.account(account)?.name.clone();
        let account = account.clone();
        match contact {
            Some(contact) => {
                contact.check().map_err(Failure::invalid)?;
                let summary = format!(
                    "Make {} the {} contact of {name}",
                    contact.name,
                    kind.word()
                );
                let contact = contact.clone();
                self.step(
                    Step::PutContact {
                        account,
                        kind,
                        contact,
                    },
                    summary,
                );
            }
            None => self.step(
                Step::DeleteContact { account, kind },
                format!("Remove the {} contact of {name}", kind.word()),
            ),
        }
        Ok(())
    }

    pub(super) fn set_region(
        &mut self,
        account: &AccountId,
        region: &str,
        enabled: bool,
    ) -> Result<(), Failure> {
        let name = self.account(account)?.name.clone();
        if !validate::is_region(region) {
            return Err(Failure::invalid(format!(
                "`{region}` is not a region's name"
            )));
        }
        let (account, region) = (account.clone(), region.to_owned());
        if enabled {
            let summary = format!("Turn {region} on in {name}");
            self.step(Step::EnableRegion { account, region }, summary);
        } else {
            self.warnings.push(format!(
                "What runs in {region} goes on and costs, but nobody can reach it while the region is off."
            ));
            let summary = format!("Turn {region} off in {name}");
            self.step(Step::DisableRegion { account, region }, summary);
        }
        Ok(())
    }

    pub(super) fn remove_account(&mut self, account: &AccountId) -> Result<(), Failure> {
        let node = self.account(account)?;
        let name = node.name.clone();
        let kind = node.kind.clone();
        if self.manages(account) {
            return Err(Failure::invalid("the management account cannot be removed")
                .hint("Delete the organization instead, once it has no other member."));
        }
        self.must_not_be_delegated(account, &name)?;
        self.must_be_old_enough(&name, &kind)?;
        if created_here(&kind) {
            self.warnings.push(format!(
                "AWS removes {name} only if it has its own contact, payment and support details; its root user can complete them in the console."
            ));
        }
        self.impact.push(format!(
            "{name} pays its own bills from now on, loses its tags and the organization's policies, and keeps its roles: whoever could assume them still can."
        ));
        self.step(
            Step::RemoveAccount {
                account: account.clone(),
            },
            format!("Remove {name} from the organization"),
        );
        Ok(())
    }

    pub(super) fn close_account(&mut self, account: &AccountId) -> Result<(), Failure> {
        let tree = self.tree()?;
        if tree.organization.feature_set != "ALL" {
            return Err(Failure::invalid(
                "AWS closes accounts only in organizations with all features",
            )
            .hint("Turn all features on first, or close it from its own console."));
        }
        let node = self.account(account)?;
        let name = node.name.clone();
        if self.manages(account) {
            return Err(
                Failure::invalid("the management account cannot be closed from here")
                    .hint("Its root user can, once the organization is deleted."),
            );
        }
        if is_closed(&node.kind) {
            return Err(Failure::invalid(format!(
                "{name} is closed or being closed already"
            )));
        }
        self.must_not_be_delegated(account, &name)?;
        self.impact.push(format!(
            "Everything in {name} stops. It stays in the list for 90 days and counts against the quota meanwhile; its address cannot be used for another account. Reservations and savings plans go on costing."
        ));
        self.step(
            Step::CloseAccount {
                account: account.clone(),
            },
            format!("Close {name}"),
        );
        Ok(())
    }

    /// Says how many of the plan's closings must wait for AWS's quota. It blocks nothing: the job waits.
    pub(super) fn check_closings(&mut self) -> Result<(), Failure> {
        let is_closing = |step: &Step| matches!(step, Step::CloseAccount { .. });
        let wanted = self.steps.iter().filter(|it| is_closing(&it.step)).count();
        if wanted == 0 {
            return Ok(());
        }
        let tree = self.known.tree()?;
        let quota = closing_quota(tree.accounts().count());
        let window = SignedDuration::from_hours(CLOSING_WINDOW_DAYS * 24);
        let since = self.now.saturating_sub(window).unwrap_or(Timestamp::MIN);
        let mut recent: Vec<Timestamp> = self
            .known
            .closings
            .iter()
            .copied()
            .filter(|at| *at > since)
            .collect();
        recent.sort_unstable();
        let left = quota.saturating_sub(recent.len());
        self.impact.push(format!(
            "AWS closes {quota} accounts in 30 days here, and {CLOSES_AT_ONCE} at once; Canopy has closed {} in the last 30 days.",
            recent.len()
        ));
        if wanted > left {
            let more = wanted - left;
            let place = more.saturating_sub(1).min(recent.len().saturating_sub(1));
            let free = recent
                .get(place)
                .map(|at| at.saturating_add(window).unwrap_or(Timestamp::MAX));
            let when = free.map_or_else(
                || "in 30 days".to_owned(),
                |at| format!("by {}", at.strftime("%-d %B %Y")),
            );
            self.warnings.push(format!(
                "{} must wait until the quota has room again, all of them {when}. Canopy goes on by itself whenever it is open.",
                count(more, "closing").unwrap_or_default()
            ));
        }
        Ok(())
    }

    fn must_not_be_delegated(&self, account: &AccountId, name: &str) -> Result<(), Failure> {
        match self.known.delegated.get(account) {
            Some(services) if !services.is_empty() => Err(Failure::new(
                Code::Conflict,
                format!(
                    "{name} is the delegated administrator of {}",
                    services.join(", ")
                ),
            )
            .hint("Take that away first: `aws organizations deregister-delegated-administrator`.")),
            _ => Ok(()),
        }
    }

    fn must_be_old_enough(&self, name: &str, kind: &NodeKind) -> Result<(), Failure> {
        let NodeKind::Account {
            joined_at: Some(joined_at),
            ..
        } = kind
        else {
            return Ok(());
        };
        let wait = SignedDuration::from_hours(DAYS_BEFORE_LEAVING * 24);
        let free = joined_at.saturating_add(wait).unwrap_or(Timestamp::MAX);
        if created_here(kind) && free > self.now {
            return Err(Failure::new(
                Code::Conflict,
                format!("{name} was created less than {DAYS_BEFORE_LEAVING} days ago"),
            )
            .hint(format!(
                "AWS lets it leave from {} on.",
                free.strftime("%-d %B %Y %H:%M UTC")
            )));
        }
        Ok(())
    }

    /// Errors: `conflict` where another account, there or planned, has the address.
    fn email_must_be_free(&self, email: &str) -> Result<(), Failure> {
        let uses = |node: &&crate::tree::Node| matches!(&node.kind, NodeKind::Account { email: used, .. } if used.eq_ignore_ascii_case(email));
        let hint = "Every account needs an address of its own, unique across AWS.";
        if let Some(other) = self.tree()?.accounts().find(uses) {
            let message = format!(
                "{} ({}) has the email {email} already",
                other.name, other.id
            );
            return Err(Failure::new(Code::Conflict, message).hint(hint));
        }
        let planned = self.steps.iter().any(|it| matches!(&it.step, Step::CreateAccount { email: wanted, .. } if wanted.eq_ignore_ascii_case(email)));
        if planned {
            let message = format!("two of the new accounts have the email {email}");
            return Err(Failure::new(Code::Conflict, message).hint(hint));
        }
        Ok(())
    }

    /// Errors: `quota` where AWS would refuse one account more, as far as the quota is known.
    pub(super) fn quota_must_have_room(&self) -> Result<(), Failure> {
        let Some(quota) = self.known.account_quota else {
            return Ok(());
        };
        let members = self.tree()?.accounts().count();
        let open = |it: &&crate::invitation::Handshake| it.action == "INVITE" && it.state.is_open();
        let invited = self.known.handshakes.iter().flatten().filter(open).count();
        let comes = |step: &Step| {
            matches!(
                step,
                Step::CreateAccount { .. } | Step::InviteAccount { .. }
            )
        };
        let planned = self.steps.iter().filter(|it| comes(&it.step)).count();
        let taken = members + invited + planned;
        if taken < quota {
            return Ok(());
        }
        Err(Failure::new(
            Code::Quota,
            format!(
                "the organization may have {quota} accounts; with open invitations, closed accounts and this plan it has {taken}"
            ),
        )
        .hint("Raise the quota for accounts in Service Quotas, in us-east-1."))
    }
}

fn created_here(kind: &NodeKind) -> bool {
    matches!(kind, NodeKind::Account { joined_method, .. } if joined_method == "CREATED")
}

fn is_closed(kind: &NodeKind) -> bool {
    matches!(
        kind,
        NodeKind::Account {
            state: AccountState::Closed | AccountState::PendingClosure,
            ..
        }
    )
}

/// `a`, `a and b`, `a, b and c`.
fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.collect();
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
