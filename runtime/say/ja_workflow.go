package say

var jaWorkflow = table{}
