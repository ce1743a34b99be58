package say

var jaEngine = table{}
