package say

var jaSandbox = table{}
