package say

var jaSansan = table{}
