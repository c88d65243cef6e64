//! Tags, read when someone asks.

use aws_sdk_organizations::{
    operation::list_tags_for_resource::ListTagsForResourceOutput, types::Tag as AwsTag,
};
use canopy_core::{Failure, NodeId, step::Tag};

use super::Session;

impl Session {
    /// The tags of a root, organizational unit or account, read from AWS now, by key.
    pub async fn tags(&self, node: &NodeId) -> Result<Vec<Tag>, Failure> {
        let call = |token| {
            let request = self.aws.organizations.list_tags_for_resource();
            let request = request.resource_id(node.as_str());
            request.set_next_token(token).send()
        };
        let read = |tag: &AwsTag| Tag {
            key: tag.key.clone(),
            value: tag.value.clone(),
        };
        let take = |page: ListTagsForResourceOutput| {
            (page.tags().iter().map(read).collect(), page.next_token)
        };
        let found = self.aws.pages("ListTagsForResource", call, take).await;
        found.map(|mut tags: Vec<Tag>| {
            tags.sort();
            tags
        })
    }
}
