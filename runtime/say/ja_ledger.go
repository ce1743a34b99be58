package say

var jaLedger = table{}
