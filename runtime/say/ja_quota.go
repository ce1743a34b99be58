package say

var jaQuota = table{}
