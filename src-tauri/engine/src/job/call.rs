//! One step, one call: from a step to AWS's own words.

use aws_sdk_organizations::{
    operation::RequestId,
    types::{
        HandshakeParty, HandshakePartyType, IamUserAccessToBilling, OrganizationFeatureSet,
        Tag as AwsTag,
    },
};
use canopy_core::{
    Failure, Receipt, Step,
    invitation::Invitee,
    step::{Made, Ref, Tag},
};

use super::run::Run;
use crate::aws::WriteFailure;

/// What a call that succeeded left.
pub(super) struct Done(pub(super) Receipt);

impl Run {
    pub(super) async fn call(&self, place: usize, step: &Step) -> Result<Done, WriteFailure> {
        let session = self.session.clone();
        let (aws, organizations) = (session.aws(), &session.aws().organizations);
        match step {
            Step::MoveAccount { account, from, to } => {
                let (account, from, to) = (id(account)?, id(from)?, id(to)?);
                let call = || {
                    let request = organizations.move_account().account_id(account.as_str());
                    request
                        .source_parent_id(from.as_str())
                        .destination_parent_id(to.as_str())
                        .send()
                };
                let answer = aws.write("MoveAccount", call).await?;
                let made = Made {
                    account_id: Some(account.clone()),
                    ..Made::default()
                };
                Ok(done(made, answer.request_id()))
            }
            Step::CreateOu { parent, name, tags } => {
                let (parent, tags) = (id(parent)?, aws_tags(tags)?);
                let call = || {
                    organizations
                        .create_organizational_unit()
                        .parent_id(parent.as_str())
                        .name(name)
                        .set_tags((!tags.is_empty()).then(|| tags.clone()))
                        .send()
                };
                let answer = aws.write("CreateOrganizationalUnit", call).await?;
                let made = answer
                    .organizational_unit()
                    .and_then(|unit| unit.id())
                    .and_then(|id| id.parse().ok());
                let made = made.ok_or_else(|| unnamed("organizational unit"))?;
                let made = Made {
                    ou_id: Some(made),
                    ..Made::default()
                };
                Ok(done(made, answer.request_id()))
            }
            Step::RenameOu { ou, to, .. } => {
                let ou = id(ou)?;
                let call = || {
                    organizations
                        .update_organizational_unit()
                        .organizational_unit_id(ou.as_str())
                        .name(to)
                        .send()
                };
                let answer = aws.write("UpdateOrganizationalUnit", call).await?;
                Ok(done(Made::default(), answer.request_id()))
            }
            Step::DeleteOu { ou, .. } => {
                let ou = id(ou)?;
                let call = || {
                    organizations
                        .delete_organizational_unit()
                        .organizational_unit_id(ou.as_str())
                        .send()
                };
                let answer = aws.write("DeleteOrganizationalUnit", call).await?;
                Ok(done(Made::default(), answer.request_id()))
            }
            Step::CreateAccount {
                name,
                email,
                role_name,
                iam_user_access_to_billing,
                tags,
            } => {
                let access = if *iam_user_access_to_billing {
                    IamUserAccessToBilling::Allow
                } else {
                    IamUserAccessToBilling::Deny
                };
                let tags = aws_tags(tags)?;
                let call = || {
                    let request = organizations
                        .create_account()
                        .account_name(name)
                        .email(email);
                    let request = request
                        .role_name(role_name.as_str())
                        .iam_user_access_to_billing(access.clone());
                    request
                        .set_tags((!tags.is_empty()).then(|| tags.clone()))
                        .send()
                };
                let answer = aws.write("CreateAccount", call).await?;
                let request = answer
                    .create_account_status()
                    .and_then(|status| status.id())
                    .map(ToOwned::to_owned);
                let request = request.ok_or_else(|| unnamed("request"))?;
                self.created(place, request, answer.request_id().map(ToOwned::to_owned))
                    .await
            }
            Step::Tag { node, tags } => {
                let (node, tags) = (id(node)?, aws_tags(tags)?);
                let call = || {
                    let request = organizations.tag_resource().resource_id(node.as_str());
                    request.set_tags(Some(tags.clone())).send()
                };
                let answer = aws.write("TagResource", call).await?;
                Ok(done(Made::default(), answer.request_id()))
            }
            Step::Untag { node, keys } => {
                let node = id(node)?;
                let call = || {
                    let request = organizations.untag_resource().resource_id(node.as_str());
                    request.set_tag_keys(Some(keys.clone())).send()
                };
                let answer = aws.write("UntagResource", call).await?;
                Ok(done(Made::default(), answer.request_id()))
            }
            Step::RemoveAccount { account } => {
                let call = || {
                    organizations
                        .remove_account_from_organization()
                        .account_id(account.as_str())
                        .send()
                };
                let answer = aws.write("RemoveAccountFromOrganization", call).await?;
                Ok(done(Made::default(), answer.request_id()))
            }
            Step::CloseAccount { account } => {
                let call = || {
                    organizations
                        .close_account()
                        .account_id(account.as_str())
                        .send()
                };
                let answer = aws.write("CloseAccount", call).await?;
                Ok(done(Made::default(), answer.request_id()))
            }
            Step::InviteAccount {
                invitee,
                notes,
                tags,
            } => {
                let (target, kind) = match invitee {
                    Invitee::Account(id) => (id.as_str(), HandshakePartyType::Account),
                    Invitee::Email(email) => (email.as_str(), HandshakePartyType::Email),
                };
                let target = HandshakeParty::builder().id(target).r#type(kind).build();
                let target = target.map_err(|error| incomplete(&error))?;
                let tags = aws_tags(tags)?;
                let call = || {
                    organizations
                        .invite_account_to_organization()
                        .target(target.clone())
                        .set_notes((!notes.is_empty()).then(|| notes.clone()))
                        .set_tags((!tags.is_empty()).then(|| tags.clone()))
                        .send()
                };
                let answer = aws.write("InviteAccountToOrganization", call).await?;
                let id = answer.handshake().and_then(|it| it.id());
                handshake_made(id, answer.request_id())
            }
            Step::CancelHandshake { handshake } => {
                let call = || {
                    organizations
                        .cancel_handshake()
                        .handshake_id(handshake.as_str())
                        .send()
                };
                let answer = aws.write("CancelHandshake", call).await?;
                Ok(done(Made::default(), answer.request_id()))
            }
            Step::AcceptHandshake { handshake } => {
                let handshake = id(handshake)?;
                let call = || {
                    organizations
                        .accept_handshake()
                        .handshake_id(handshake.as_str())
                        .send()
                };
                let answer = aws.write("AcceptHandshake", call).await?;
                Ok(done(Made::default(), answer.request_id()))
            }
            Step::DeclineHandshake { handshake } => {
                let call = || {
                    organizations
                        .decline_handshake()
                        .handshake_id(handshake.as_str())
                        .send()
                };
                let answer = aws.write("DeclineHandshake", call).await?;
                Ok(done(Made::default(), answer.request_id()))
            }
            Step::AttachPolicy { policy, target } => {
                let target = id(target)?;
                let call = || {
                    let request = organizations.attach_policy().policy_id(policy.as_str());
                    request.target_id(target.as_str()).send()
                };
                let answer = aws.write("AttachPolicy", call).await?;
                Ok(done(Made::default(), answer.request_id()))
            }
            Step::DetachPolicy { policy, target } => {
                let target = id(target)?;
                let call = || {
                    let request = organizations.detach_policy().policy_id(policy.as_str());
                    request.target_id(target.as_str()).send()
                };
                let answer = aws.write("DetachPolicy", call).await?;
                Ok(done(Made::default(), answer.request_id()))
            }
            Step::CreateOrganization { feature_set } => {
                let feature_set = OrganizationFeatureSet::from(feature_set.as_str());
                let call = || {
                    organizations
                        .create_organization()
                        .feature_set(feature_set.clone())
                        .send()
                };
                let answer = aws.write("CreateOrganization", call).await?;
                let id = answer.organization().and_then(|it| it.id());
                let id = id.and_then(|id| id.parse().ok());
                let made = Made {
                    organization_id: Some(id.ok_or_else(|| unnamed("organization"))?),
                    ..Made::default()
                };
                Ok(done(made, answer.request_id()))
            }
            Step::EnableAllFeatures => {
                let call = || organizations.enable_all_features().send();
                let answer = aws.write("EnableAllFeatures", call).await?;
                let id = answer.handshake().and_then(|it| it.id());
                handshake_made(id, answer.request_id())
            }
            Step::LeaveOrganization => {
                let call = || organizations.leave_organization().send();
                let answer = aws.write("LeaveOrganization", call).await?;
                Ok(done(Made::default(), answer.request_id()))
            }
            Step::DeleteOrganization => {
                let call = || organizations.delete_organization().send();
                let answer = aws.write("DeleteOrganization", call).await?;
                Ok(done(Made::default(), answer.request_id()))
            }
            Step::RenameAccount { .. }
            | Step::StartEmailChange { .. }
            | Step::ConfirmEmailChange { .. }
            | Step::PutContact { .. }
            | Step::DeleteContact { .. }
            | Step::EnableRegion { .. }
            | Step::DisableRegion { .. } => self.call_account(step).await,
            Step::CreateRole { .. }
            | Step::DeleteRole { .. }
            | Step::SetTrust { .. }
            | Step::SetRoleSession { .. }
            | Step::SetRoleTag { .. }
            | Step::AttachRolePolicy { .. }
            | Step::DetachRolePolicy { .. }
            | Step::PutRolePolicy { .. }
            | Step::DeleteRolePolicy { .. } => Box::pin(self.call_role(step)).await,
            Step::Identity { .. } => Box::pin(self.call_identity(step)).await,
            Step::AwaitRole { .. } => unreachable!("it waits, and calls nothing of its own"),
        }
    }
}

pub(super) fn done(made: Made, request_id: Option<&str>) -> Done {
    Done(Receipt {
        made,
        request_id: request_id.map(ToOwned::to_owned),
    })
}

fn handshake_made(id: Option<&str>, request_id: Option<&str>) -> Result<Done, WriteFailure> {
    let id = id.and_then(|id| id.parse().ok());
    let made = Made {
        handshake_id: Some(id.ok_or_else(|| unnamed("handshake"))?),
        ..Made::default()
    };
    Ok(done(made, request_id))
}

/// What a reference names by now.
pub(super) fn id<T>(reference: &Ref<T>) -> Result<&T, WriteFailure> {
    reference.known().ok_or_else(|| {
        let failure = Failure::unexpected("a step that this one rests on made nothing");
        WriteFailure::Refused(failure, None)
    })
}

pub(super) fn unnamed(thing: &str) -> WriteFailure {
    WriteFailure::Unknown(Failure::unexpected(format!("AWS named no new {thing}")))
}

pub(super) fn incomplete(error: &dyn std::error::Error) -> WriteFailure {
    WriteFailure::Refused(
        Failure::invalid(format!("the request is not complete: {error}")),
        None,
    )
}

fn aws_tags(tags: &[Tag]) -> Result<Vec<AwsTag>, WriteFailure> {
    let build = |tag: &Tag| AwsTag::builder().key(&tag.key).value(&tag.value).build();
    let tags: Result<_, _> = tags.iter().map(build).collect();
    tags.map_err(|error| incomplete(&error))
}
