//! How discounts are shared between the accounts.

use aws_sdk_billing::types::{BillingFeature, PreferenceValue};
use canopy_core::{
    Failure,
    billing::{SharedDiscount, Sharing, SharingPreference},
};

use crate::session::Session;

impl Session {
    pub(super) async fn read_sharing(&self) -> Result<Vec<Sharing>, Failure> {
        let client = aws_sdk_billing::Client::new(&self.at_home()?);
        let mut read = Vec::new();
        for shared in SharedDiscount::ALL {
            let feature = BillingFeature::from(shared.feature());
            let call = |token| {
                let call = client.get_billing_preferences().features(feature.clone());
                call.set_next_token(token).send()
            };
            let preferences = self
                .aws()
                .pages("billing:GetBillingPreferences", call, |page| {
                    (page.billing_preferences, page.next_token)
                })
                .await?;
            let preferences = preferences.into_iter().map(|it| SharingPreference {
                key: it.key,
                account: it.account_id,
                account_name: it.account_name,
                enabled: it.value == PreferenceValue::Enabled,
            });
            read.push(Sharing::of(shared, preferences.collect()));
        }
        Ok(read)
    }
}
