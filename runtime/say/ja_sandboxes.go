package say

var jaSandboxes = table{}
