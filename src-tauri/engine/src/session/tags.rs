//! Tags, read when someone asks.

use aws_sdk_organizations::types::Tag as AwsTag;
use canopy_core::{Failure, NodeId, step::Tag};

use super::Session;

impl Session {
    /// The tags of a root, organizational unit or account, read from AWS now, by key.
    pub async fn tags(&self, node: &NodeId) -> Result<Vec<Tag>, Failure> {
        let mut tags = Vec::new();
        let mut next = None;
        loop {
            let call = || {
                let request = self.aws.organizations.list_tags_for_resource();
                request
                    .resource_id(node.as_str())
                    .set_next_token(next.clone())
                    .send()
            };
            let page = self.aws.read("ListTagsForResource", call).await?;
            tags.extend(page.tags().iter().map(|tag: &AwsTag| Tag {
                key: tag.key.clone(),
                value: tag.value.clone(),
            }));
            next = page.next_token;
            if next.is_none() {
                tags.sort();
                return Ok(tags);
            }
        }
    }
}
