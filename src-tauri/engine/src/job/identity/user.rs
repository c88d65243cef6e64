//! Users: their password, and all that goes with them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_remove.html#id_users_deleting_cli>

use aws_sdk_iam::operation::{RequestId, list_mfa_devices::ListMfaDevicesOutput};
use canopy_core::{AccountId, Code, Failure};

use super::{Requested, or_gone, requested};
use crate::{
    aws::WriteFailure,
    fault::there,
    identity::passwords::{OneTimePassword, one_time_password},
    job::run::Run,
    member::Inside,
};

fn not_begun(failure: Failure) -> WriteFailure {
    WriteFailure::Refused(failure, None)
}

/// Whether a write was refused with this.
fn is(ended: &Requested, code: Code) -> bool {
    matches!(ended, Err(WriteFailure::Refused(failure, _)) if failure.code == code)
}

impl Run {
    /// Sets a new password. Only once AWS has taken it is it kept for the hand-out.
    pub(super) async fn set_password(
        &self,
        inside: &Inside<'_>,
        account: &AccountId,
        user: &str,
        anew: bool,
    ) -> Requested {
        let policy = inside.password_policy().await.map_err(not_begun)?;
        let minimum = policy.map_or(0, |policy| policy.minimum_length);
        let password =
            one_time_password(usize::try_from(minimum).unwrap_or(0)).map_err(not_begun)?;
        // After an answer that was lost, it is not known which of the two it must be.
        let ended = if anew {
            let ended = inside.update_password(user, &password).await;
            if is(&ended, Code::NotFound) {
                inside.create_password(user, &password).await
            } else {
                ended
            }
        } else {
            let ended = inside.create_password(user, &password).await;
            if is(&ended, Code::Conflict) {
                inside.update_password(user, &password).await
            } else {
                ended
            }
        };
        if ended.is_ok() {
            self.session.passwords().keep(account, user, password);
        }
        ended
    }
}

impl Inside<'_> {
    async fn create_password(&self, user: &str, password: &OneTimePassword) -> Requested {
        requested!(
            self.write("iam:CreateLoginProfile", |iam| {
                let request = iam.create_login_profile().user_name(user);
                request
                    .password(password.expose())
                    .password_reset_required(true)
                    .send()
            })
            .await
        )
    }

    async fn update_password(&self, user: &str, password: &OneTimePassword) -> Requested {
        requested!(
            self.write("iam:UpdateLoginProfile", |iam| {
                let request = iam.update_login_profile().user_name(user);
                request
                    .password(password.expose())
                    .password_reset_required(true)
                    .send()
            })
            .await
        )
    }

    pub(super) async fn delete_user_policy(&self, user: &str, name: &str) -> Requested {
        requested!(
            self.write("iam:DeleteUserPolicy", |iam| {
                let request = iam.delete_user_policy().user_name(user);
                request.policy_name(name).send()
            })
            .await
        )
    }

    pub(super) async fn detach_user_policy(&self, user: &str, policy_arn: &str) -> Requested {
        requested!(
            self.write("iam:DetachUserPolicy", |iam| {
                let request = iam.detach_user_policy().user_name(user);
                request.policy_arn(policy_arn).send()
            })
            .await
        )
    }

    /// Deletes a user with all that hangs on it. Each call may have been made before by an attempt that was
    /// cut short: what is gone is gone.
    pub(super) async fn delete_user(&self, user: &str) -> Requested {
        // Access ends first.
        or_gone(requested!(
            self.write("iam:DeleteLoginProfile", |iam| {
                iam.delete_login_profile().user_name(user).send()
            })
            .await
        ))?;
        self.delete_access_keys(user).await?;
        for group in self.groups_of(user).await? {
            or_gone(requested!(
                self.write("iam:RemoveUserFromGroup", |iam| {
                    let request = iam.remove_user_from_group().user_name(user);
                    request.group_name(&group).send()
                })
                .await
            ))?;
        }
        let attached = there(self.attached_to_user(user).await).map_err(not_begun)?;
        for arn in attached.unwrap_or_default() {
            or_gone(self.detach_user_policy(user, &arn).await)?;
        }
        let written = there(self.user_policies(user).await).map_err(not_begun)?;
        for name in written.unwrap_or_default() {
            or_gone(self.delete_user_policy(user, &name).await)?;
        }
        self.delete_mfa_devices(user).await?;
        let ended = self.delete_bare_user(user).await;
        if !is(&ended, Code::Conflict) {
            return or_gone(ended);
        }
        // What few users have is looked for only where IAM says that something is left.
        self.delete_rare_credentials(user).await?;
        or_gone(self.delete_bare_user(user).await)
    }

    async fn delete_bare_user(&self, user: &str) -> Requested {
        requested!(
            self.write("iam:DeleteUser", |iam| iam
                .delete_user()
                .user_name(user)
                .send())
                .await
        )
    }

    /// Deletes a user's access keys.
    pub(crate) async fn delete_access_keys(&self, user: &str) -> Result<(), WriteFailure> {
        let read = self
            .read("iam:ListAccessKeys", |iam| {
                iam.list_access_keys().user_name(user).send()
            })
            .await;
        let Some(answer) = there(read).map_err(not_begun)? else {
            return Ok(());
        };
        for key in answer.access_key_metadata() {
            let Some(id) = key.access_key_id() else {
                continue;
            };
            or_gone(requested!(
                self.write("iam:DeleteAccessKey", |iam| {
                    let request = iam.delete_access_key().user_name(user);
                    request.access_key_id(id).send()
                })
                .await
            ))?;
        }
        Ok(())
    }

    /// Takes a user's MFA devices away, and the virtual one that is named after the user, which may never
    /// have been taken into use.
    pub(crate) async fn delete_mfa_devices(&self, user: &str) -> Result<(), WriteFailure> {
        let read = self
            .read("iam:ListMFADevices", |iam| {
                iam.list_mfa_devices().user_name(user).send()
            })
            .await;
        let answer = there(read).map_err(not_begun)?;
        let devices = answer.as_ref().map(ListMfaDevicesOutput::mfa_devices);
        for device in devices.unwrap_or_default() {
            let serial = device.serial_number();
            or_gone(requested!(
                self.write("iam:DeactivateMFADevice", |iam| {
                    let request = iam.deactivate_mfa_device().user_name(user);
                    request.serial_number(serial).send()
                })
                .await
            ))?;
            if serial.contains(":mfa/") {
                self.delete_virtual_device(serial).await?;
            }
        }
        self.delete_virtual_device(&self.virtual_device(user)).await
    }

    async fn delete_virtual_device(&self, serial: &str) -> Result<(), WriteFailure> {
        let ended = or_gone(requested!(
            self.write("iam:DeleteVirtualMFADevice", |iam| {
                iam.delete_virtual_mfa_device().serial_number(serial).send()
            })
            .await
        ));
        // Somebody else's, who named it so.
        if is(&ended, Code::Conflict) {
            return Ok(());
        }
        ended.map(|_| ())
    }

    async fn groups_of(&self, user: &str) -> Result<Vec<String>, WriteFailure> {
        Ok(there(self.groups_for(user).await)
            .map_err(not_begun)?
            .unwrap_or_default())
    }

    async fn delete_rare_credentials(&self, user: &str) -> Result<(), WriteFailure> {
        let certificates = self
            .read("iam:ListSigningCertificates", |iam| {
                iam.list_signing_certificates().user_name(user).send()
            })
            .await
            .map_err(not_begun)?;
        for certificate in certificates.certificates() {
            or_gone(requested!(
                self.write("iam:DeleteSigningCertificate", |iam| {
                    let request = iam.delete_signing_certificate().user_name(user);
                    request.certificate_id(certificate.certificate_id()).send()
                })
                .await
            ))?;
        }
        let keys = self
            .read("iam:ListSSHPublicKeys", |iam| {
                iam.list_ssh_public_keys().user_name(user).send()
            })
            .await
            .map_err(not_begun)?;
        for key in keys.ssh_public_keys() {
            or_gone(requested!(
                self.write("iam:DeleteSSHPublicKey", |iam| {
                    let request = iam.delete_ssh_public_key().user_name(user);
                    request.ssh_public_key_id(key.ssh_public_key_id()).send()
                })
                .await
            ))?;
        }
        let services = self
            .read("iam:ListServiceSpecificCredentials", |iam| {
                iam.list_service_specific_credentials()
                    .user_name(user)
                    .send()
            })
            .await
            .map_err(not_begun)?;
        for service in services.service_specific_credentials() {
            let id = service.service_specific_credential_id();
            or_gone(requested!(
                self.write("iam:DeleteServiceSpecificCredential", |iam| {
                    let request = iam.delete_service_specific_credential().user_name(user);
                    request.service_specific_credential_id(id).send()
                })
                .await
            ))?;
        }
        Ok(())
    }
}
